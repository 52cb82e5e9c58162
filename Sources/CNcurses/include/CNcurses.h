#ifndef WIRESIDE_CNCURSES_H
#define WIRESIDE_CNCURSES_H
#define _GNU_SOURCE
#define NCURSES_WIDECHAR 1
#include <curses.h>
#endif
