#define _GNU_SOURCE
#define NCURSES_WIDECHAR 1
#include <curses.h>

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include "CNcurses.h"

static SCREEN *screen;
static FILE *input_stream;
static FILE *output_stream;

// Without a locale of UTF-8 ncurses shows blanks for everything wide.
static void use_utf8(void) {
    setlocale(LC_ALL, "");
    if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0) setlocale(LC_CTYPE, "C.UTF-8");
    // Numbers are the program's own affair.
    setlocale(LC_NUMERIC, "C");
}

static FILE *stream_of(int descriptor, const char *mode) {
    int copy = dup(descriptor);
    if (copy < 0) return NULL;
    FILE *stream = fdopen(copy, mode);
    if (stream == NULL) close(copy);
    return stream;
}

static void close_streams(void) {
    if (input_stream != NULL) fclose(input_stream);
    if (output_stream != NULL) fclose(output_stream);
    input_stream = output_stream = NULL;
}

static bool has_string(const char *name) {
    const char *value = tigetstr(name);
    return value != NULL && value != (char *)-1 && *value != 0;
}

static void read_abilities(screen_abilities *abilities) {
    memset(abilities, 0, sizeof *abilities);
    if (has_colors() && start_color() == OK) {
        abilities->colors = COLORS;
        abilities->pairs = COLOR_PAIRS;
        abilities->defaults = use_default_colors() == OK;
        abilities->direct = tigetflag("RGB") == 1 || tigetnum("RGB") > 0 || has_string("RGB");
    }
    const char *name = termname();
    abilities->mouse = has_string("kmous");
    abilities->title = tigetflag("XT") == 1 || (name != NULL && strncmp(name, "xterm", 5) == 0);
}

screen_result screen_open(const char *terminal, int input, int output, screen_abilities *abilities) {
    screen_close();
    use_utf8();
    input_stream = stream_of(input, "r");
    output_stream = stream_of(output, "w");
    if (input_stream == NULL || output_stream == NULL) {
        close_streams();
        return SCREEN_NO_STREAM;
    }
    screen = newterm(terminal, output_stream, input_stream);
    if (screen == NULL) {
        close_streams();
        return SCREEN_UNKNOWN_TERMINAL;
    }
    if (!has_string("cup")) {
        screen_close();
        return SCREEN_INCAPABLE;
    }
    set_escdelay(25);
    raw();
    noecho();
    nonl();
    intrflush(stdscr, FALSE);
    keypad(stdscr, TRUE);
    // Input is read by ourselves; ncurses must not look at it to decide when to draw.
    typeahead(-1);
    read_abilities(abilities);
    return SCREEN_OPENED;
}

void screen_close(void) {
    if (screen == NULL) return;
    if (!isendwin()) endwin();
    delscreen(screen);
    screen = NULL;
    close_streams();
}

void screen_leave(void) {
    if (screen != NULL && !isendwin()) endwin();
}

void screen_enter(void) {
    if (screen == NULL) return;
    reset_prog_mode();
    clearok(curscr, TRUE);
    wrefresh(curscr);
}

void screen_redraw(void) { clearok(curscr, TRUE); }

void screen_resize(int rows, int columns) {
    if (screen == NULL || rows < 1 || columns < 1) return;
    if (rows != LINES || columns != COLS) resize_term(rows, columns);
    clearok(curscr, TRUE);
}

void screen_size(int *rows, int *columns) {
    *rows = screen == NULL ? 0 : LINES;
    *columns = screen == NULL ? 0 : COLS;
}

bool screen_define_pair(int pair, int foreground, int background) {
    return init_extended_pair(pair, foreground, background) == OK;
}

static const struct {
    int ours;
    attr_t theirs;
} attribute_table[] = {
    {CELL_BOLD, A_BOLD},           {CELL_DIM, A_DIM},         {CELL_ITALIC, A_ITALIC},
    {CELL_UNDERLINE, A_UNDERLINE}, {CELL_REVERSE, A_REVERSE},
};
enum { attribute_count = sizeof attribute_table / sizeof attribute_table[0] };

bool screen_put(int row, int column, const uint32_t *scalars, int count, int columns, int attributes, int pair) {
    if (screen == NULL || count < 1) return false;
    wchar_t text[CCHARW_MAX + 1] = {0};
    int length = 0;
    text[length++] = (wchar_t)scalars[0];
    // ncurses lays out by libc's widths, and its picture of the screen must stay the same as ours.
    if (wcwidth(text[0]) != columns) return false;
    for (int index = 1; index < count && length < CCHARW_MAX; index++) {
        if (wcwidth((wchar_t)scalars[index]) == 0) text[length++] = (wchar_t)scalars[index];
    }
    attr_t attrs = 0;
    for (int index = 0; index < attribute_count; index++) {
        if (attributes & attribute_table[index].ours) attrs |= attribute_table[index].theirs;
    }
    cchar_t cell;
    if (setcchar(&cell, text, attrs, 0, &pair) != OK) return false;
    // The last cell of the screen is written although the cursor cannot move on, which is told as an error.
    mvwadd_wch(stdscr, row, column, &cell);
    return true;
}

void screen_refresh(int row, int column) {
    if (screen == NULL) return;
    if (row >= 0) wmove(stdscr, row, column);
    curs_set(row >= 0 ? 1 : 0);
    wrefresh(stdscr);
}

void screen_bell(void) {
    if (screen != NULL) beep();
}

bool screen_read(int row, int column, uint32_t scalars[6], int *attributes, int *pair) {
    cchar_t cell;
    wchar_t text[CCHARW_MAX + 1] = {0};
    attr_t attrs = 0;
    short small = 0;
    if (screen == NULL || mvwin_wch(stdscr, row, column, &cell) != OK) return false;
    if (getcchar(&cell, text, &attrs, &small, pair) != OK) return false;
    for (int index = 0; index < 6; index++) scalars[index] = index < CCHARW_MAX ? (uint32_t)text[index] : 0;
    *attributes = 0;
    for (int index = 0; index < attribute_count; index++) {
        if (attrs & attribute_table[index].theirs) *attributes |= attribute_table[index].ours;
    }
    return true;
}

size_t screen_restore_bytes(char *into, size_t capacity) {
    static const char *const names[] = {"sgr0", "op", "cnorm", "rmkx", "rmcup"};
    size_t used = 0;
    for (size_t index = 0; index < sizeof names / sizeof names[0]; index++) {
        if (!has_string(names[index])) continue;
        const char *value = tigetstr(names[index]);
        size_t length = strlen(value);
        // A delay ($<5>) is for tputs only; such terminals are not about any more.
        if (strstr(value, "$<") != NULL || used + length > capacity) continue;
        memcpy(into + used, value, length);
        used += length;
    }
    return used;
}
