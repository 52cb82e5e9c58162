#!/usr/bin/env python3
"""Runs a program in a terminal, types keys, and turns the screen that it then shows into an SVG.

    scripts/picture.py --size 100x30 --keys 'wait:ready' 'type:GET / HTTP/1.1' Enter --output docs/screen.svg -- wireside

A key is a name ('Enter', 'Ctrl-P', 'Shift-Tab'), 'type:TEXT' types a text, 'wait:TEXT' waits until it is on the screen,
'pause:SECONDS' lets time pass.
The program runs in a home of its own, so the picture shows nothing of yours.
"""
import argparse
import collections
import os
import sys
import unicodedata
from xml.sax.saxutils import escape

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Tests", "ProgramTests", "harness"))
from terminal import Terminal

CELL_WIDTH, CELL_HEIGHT, BASELINE, MARGIN = 8.4, 16.3, 13, 12

NAMED = {
    "black": "#1c1f26", "red": "#e06c75", "green": "#98c379", "brown": "#e5c07b", "blue": "#61afef",
    "magenta": "#c678dd", "cyan": "#56b6c2", "white": "#d7dae0", "brightblack": "#7f8694", "brightred": "#ff7a85",
    "brightgreen": "#b5e890", "brightbrown": "#ffd98c", "brightyellow": "#ffd98c", "brightblue": "#84c6ff",
    "brightmagenta": "#e29bf4", "brightcyan": "#7fdfea", "brightwhite": "#ffffff",
}
FOREGROUND, BACKGROUND = "#d7dae0", "#14161b"


def main():
    arguments = parse(sys.argv[1:])
    columns, rows = (int(part) for part in arguments.size.split("x"))
    with Terminal(arguments.command, columns=columns, rows=rows, term=arguments.term) as terminal:
        for key in arguments.keys:
            play(terminal, key)
        terminal.pump(arguments.settle)
        picture = draw(terminal, arguments.title)
    if arguments.output == "-":
        print(picture)
    else:
        with open(arguments.output, "w", encoding="utf-8") as file:
            file.write(picture + "\n")


def parse(words):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", default="100x30", help="columns and rows, as 100x30")
    parser.add_argument("--term", default="xterm-256color")
    parser.add_argument("--keys", nargs="*", default=[])
    parser.add_argument("--settle", type=float, default=0.3, help="seconds to read on after the last key")
    parser.add_argument("--title", default="a screen of wireside", help="what the picture shows, for who cannot see it")
    parser.add_argument("--output", default="-")
    own = words[: words.index("--")] if "--" in words else words
    arguments = parser.parse_args(own)
    arguments.command = words[len(own) + 1:]
    if not arguments.command:
        parser.error("name the program after --")
    return arguments


def play(terminal, key):
    if key.startswith("type:"):
        terminal.type(key[5:])
    elif key.startswith("wait:"):
        terminal.wait_for(key[5:])
    elif key.startswith("pause:"):
        terminal.pump(float(key[6:]))
    else:
        terminal.press(key)


def draw(terminal, title):
    """One rectangle for each run of background and one text for each run of one style on a row."""
    columns, rows = terminal.view.columns, terminal.view.lines
    ground = commonest_background(terminal)
    width, height = columns * CELL_WIDTH + 2 * MARGIN, rows * CELL_HEIGHT + 2 * MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="img" font-family="ui-monospace, \'DejaVu Sans Mono\', Menlo, Consolas, monospace" '
        f'font-size="14" xml:space="preserve">',
        f"<title>{escape(title)}</title>",
        f'<rect width="100%" height="100%" rx="6" fill="{ground}"/>',
    ]
    for row in range(rows):
        for start, text, cells, cell in runs(terminal, row):
            parts += draw_run(start, row, text, cells, cell, ground)
    return "\n".join([*parts, "</svg>"])


def commonest_background(terminal):
    cells = (terminal.cell(column, row) for row in range(terminal.view.lines) for column in range(terminal.view.columns))
    return collections.Counter(colour(cell.background, BACKGROUND) for cell in cells).most_common(1)[0][0]


def runs(terminal, row):
    """Column, text, width in cells and style of each stretch of a row that is drawn alike."""
    found = []
    for column in range(terminal.view.columns):
        cell = terminal.cell(column, row)
        if cell.text == "" and found:  # the second half of a wide character
            found[-1][2] += 1
        elif found and found[-1][3].style() == cell.style() and not is_wide(found[-1][1]) and not is_wide(cell.text):
            found[-1][1] += cell.text
            found[-1][2] += 1
        else:
            found.append([column, cell.text, 1, cell])
    return found


def is_wide(text):
    return any(unicodedata.east_asian_width(character) in "WF" for character in text)


def draw_run(column, row, text, cells, cell, ground):
    foreground, background = colour(cell.foreground, FOREGROUND), colour(cell.background, BACKGROUND)
    if cell.reverse:
        foreground, background = background, foreground
    x, y, width = MARGIN + column * CELL_WIDTH, MARGIN + row * CELL_HEIGHT, cells * CELL_WIDTH
    parts = []
    if background != ground:
        parts.append(f'<rect x="{x:.4g}" y="{y:.5g}" width="{width:.5g}" height="{CELL_HEIGHT}" fill="{background}"/>')
    if text.strip() or cell.underline:
        if not cell.underline:
            blank = len(text) - len(text.lstrip(" "))
            x, width = x + blank * CELL_WIDTH, width - (len(text) - len(text.strip(" "))) * CELL_WIDTH
            text = text.strip(" ")
        style = f' fill="{foreground}"'
        style += ' font-weight="bold"' if cell.bold else ""
        style += ' font-style="italic"' if cell.italic else ""
        style += ' text-decoration="underline"' if cell.underline else ""
        style += ' opacity="0.6"' if cell.dim else ""
        parts.append(f'<text x="{x:.4g}" y="{y + BASELINE:.5g}" textLength="{width:.5g}" lengthAdjust="spacingAndGlyphs"'
                     f"{style}>{escape(clean(text))}</text>")
    return parts


def clean(text):
    """XML has no way to write a control character, not even escaped."""
    return "".join(character if character >= " " else "\ufffd" for character in text)


def colour(name, default):
    if name == "default":
        return default
    return NAMED.get(name) or "#" + name


if __name__ == "__main__":
    main()
