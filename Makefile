# What a person types. The work itself is in scripts/, and in the package.

PREFIX ?= /usr/local
DESTDIR ?=
ARGUMENTS ?=

BINARY := .build/release/wireside
STAMP := .build/release.stamp
# Folders count too: their times tell of files that went away.
SOURCES := Package.swift $(shell find Sources)

.PHONY: help run build test check lint install clean

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo 'PREFIX (now $(PREFIX)) and DESTDIR say where to install; ARGUMENTS="open URL" go to the program on run.'

run: build ## build what is new and open the workbench
	@exec $(BINARY) $(ARGUMENTS)

build: $(STAMP) ## build the program, optimised, after installing what it needs

# The stamp says nothing once the program is gone.
ifeq ($(wildcard $(BINARY)),)
.PHONY: $(STAMP)
endif

$(STAMP): $(SOURCES)
	@scripts/packages build
	@scripts/build-release
	@touch $@

test: ## install what the tests need, and run them all; a skipped test is a failure
	@scripts/packages build test
	@scripts/test

check: ## what a change must pass: format, warnings, rooms, tests
	@scripts/packages build test
	@scripts/check

lint: ## the format of the sources
	@scripts/lint

bench: build ## tables of speed and memory, each beside a rival
	@scripts/bench

install: build ## install program, themes, sample sessions, man page and completions under PREFIX
	@scripts/install "$(DESTDIR)$(PREFIX)"

clean: ## remove what was built
	rm -rf .build .build-* .build_*
