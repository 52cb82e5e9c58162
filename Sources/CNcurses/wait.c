#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "CNcurses.h"

int wait_for(int input, int waker, int64_t nanoseconds) {
    struct pollfd descriptors[2] = {{.fd = input, .events = POLLIN}, {.fd = waker, .events = POLLIN}};
    struct timespec time = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
    int count = ppoll(descriptors, 2, nanoseconds < 0 ? NULL : &time, NULL);
    if (count < 0) return errno == EINTR ? WAIT_WOKEN : WAIT_INPUT;
    int result = 0;
    // A terminal that is gone is readable: reading tells.
    if (descriptors[0].revents != 0) result |= WAIT_INPUT;
    if (descriptors[1].revents & POLLIN) {
        uint64_t wakes;
        if (read(waker, &wakes, sizeof wakes) > 0) result |= WAIT_WOKEN;
    }
    return result;
}

int64_t wait_now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

size_t wait_read(int descriptor, uint8_t *into, size_t capacity) {
    for (;;) {
        ssize_t count = read(descriptor, into, capacity);
        if (count >= 0) return (size_t)count;
        if (errno != EINTR && errno != EAGAIN) return 0;
        if (errno == EAGAIN) {
            struct pollfd one = {.fd = descriptor, .events = POLLIN};
            poll(&one, 1, -1);
        }
    }
}

void wait_write(int descriptor, const uint8_t *bytes, size_t count) {
    while (count > 0) {
        ssize_t written = write(descriptor, bytes, count);
        if (written > 0) {
            bytes += written;
            count -= (size_t)written;
        } else if (written < 0 && errno == EAGAIN) {
            struct pollfd one = {.fd = descriptor, .events = POLLOUT};
            poll(&one, 1, -1);
        } else if (written == 0 || errno != EINTR) {
            return;
        }
    }
}

int waker_make(void) {
    return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

// Called from signal handlers: write is async-signal-safe. A full counter is awake enough.
void waker_wake(int waker) {
    uint64_t one = 1;
    ssize_t written = write(waker, &one, sizeof one);
    (void)written;
}

void waker_close(int waker) {
    close(waker);
}

bool wait_terminal_size(int descriptor, int *rows, int *columns) {
    struct winsize size;
    if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0) return false;
    *rows = size.ws_row;
    *columns = size.ws_col;
    return true;
}

bool wait_is_terminal(int descriptor) {
    return isatty(descriptor) == 1;
}
