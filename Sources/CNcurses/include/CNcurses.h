#ifndef WIRESIDE_CNCURSES_H
#define WIRESIDE_CNCURSES_H

// What Terminal needs of ncursesw and of the system's terminals, signals and waiting. The headers of ncurses stay inside
// the C files: Swift 6 takes their globals for shared mutable state, and half of their interface is macros.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// ---- curses.c: the screen. One at a time in a process, from one thread.

// What opening came to.
typedef enum {
    SCREEN_OPENED = 0,
    SCREEN_UNKNOWN_TERMINAL,  // no description of it, or no TERM
    SCREEN_INCAPABLE,         // cannot place the cursor
    SCREEN_NO_STREAM,         // a descriptor cannot be used
} screen_result;

typedef struct {
    int colors;        // 0 where it has none
    int pairs;         // the pair numbers are 1 to pairs - 1
    bool direct;       // colours are RGB numbers
    bool defaults;     // -1 is the terminal's own colour
    bool mouse;        // reports the mouse
    bool title;        // has a title in the way of xterm
} screen_abilities;

// terminal is a name for terminfo, or NULL for that of TERM.
screen_result screen_open(const char *terminal, int input, int output, screen_abilities *abilities);
// Back to the state before screen_open, as far as ncurses goes. Does nothing when there is no screen.
void screen_close(void);
// Out of the screen for a while, and in again; the next screen_refresh draws everything.
void screen_leave(void);
void screen_enter(void);
void screen_redraw(void);
void screen_resize(int rows, int columns);
void screen_size(int *rows, int *columns);

// Attributes of a cell.
enum { CELL_BOLD = 1, CELL_DIM = 2, CELL_ITALIC = 4, CELL_UNDERLINE = 8, CELL_REVERSE = 16 };

// False where the terminal refuses the pair.
bool screen_define_pair(int pair, int foreground, int background);
// scalars are a base and its marks. False where libc gives the base another width than `columns`.
bool screen_put(int row, int column, const uint32_t *scalars, int count, int columns, int attributes, int pair);
// Moves what was put to the terminal; the cursor is hidden where row is negative.
void screen_refresh(int row, int column);
void screen_bell(void);
// What ncurses holds in a cell: fills scalars (at most 5, then 0), attributes and pair.
bool screen_read(int row, int column, uint32_t scalars[6], int *attributes, int *pair);
// The bytes that undo keypad mode, colours, hidden cursor and the alternate screen; returns how many.
size_t screen_restore_bytes(char *into, size_t capacity);

// ---- guard.c: signals, and the way back when all goes wrong.

// Signals that came since the last call, a bit each.
enum {
    SIGNAL_RESIZE = 1,
    SIGNAL_CONTINUE = 2,
    SIGNAL_STOP = 4,
    SIGNAL_HANGUP = 8,
    SIGNAL_TERMINATE = 16,
    SIGNAL_INTERRUPT = 32,
};

// Keeps the modes of the terminal at `input`, and from now on turns signals into bits and a wake-up of `waker`. A crash,
// an exit, or a signal that nobody takes writes the restore bytes to `output`, puts the modes back and then does what it
// does. To be called before the screen is opened: ncurses leaves alone what is handled already.
// False where it is installed already.
bool guard_install(int input, int output, int waker);
void guard_set_restore(const char *restore, size_t count);
// Puts the modes and the old signal actions back. Does nothing when not installed.
void guard_remove(void);
// Whether the terminal is in our hands at present: off while the program is stopped.
void guard_set_active(bool active);
// Whether somebody takes the signals; where nobody does, they end the program as they would without us.
void guard_set_listening(bool listening);
unsigned guard_take_signals(void);
// Puts the terminal's modes back; keeps them anew (after a stop a shell may have changed them).
void guard_restore_modes(void);
void guard_keep_modes(void);
// Stops the whole job, as Ctrl-Z would, and returns when it goes on; at once where no shell could continue it.
void guard_stop_job(int waker);

// ---- wait.c: descriptors.

enum { WAIT_INPUT = 1, WAIT_WOKEN = 2 };

// Blocks until input can be read, the waker was woken, or `nanoseconds` have passed (negative: no limit; input negative:
// not waited for). Returns bits; 0 for the time. A signal counts as woken.
int wait_for(int input, int waker, int64_t nanoseconds);
int64_t wait_now(void);
// How many bytes were read; 0 at the end of input or when the terminal is gone.
size_t wait_read(int descriptor, uint8_t *into, size_t capacity);
// Writes all or gives up when the terminal is gone.
void wait_write(int descriptor, const uint8_t *bytes, size_t count);
int waker_make(void);
void waker_wake(int waker);
void waker_close(int waker);
// The size of the terminal; false where it has none.
bool wait_terminal_size(int descriptor, int *rows, int *columns);
bool wait_is_terminal(int descriptor);

#endif
