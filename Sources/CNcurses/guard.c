#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "CNcurses.h"

// All that the handlers need lies here, because they may call nothing that is not async-signal-safe and cannot be given
// anything. Written while no handler is installed, or a single word at a time.
enum { restore_limit = 1024, alternate_stack_bytes = 65536 };

static struct {
    volatile sig_atomic_t active;
    volatile sig_atomic_t listening;
    bool installed;
    int input, output, waker;
    bool has_modes;
    struct termios modes;
    char restore[restore_limit];
    size_t restore_count;
} guard;

static volatile sig_atomic_t pending[NSIG];
static struct sigaction old_actions[NSIG];
static char alternate_stack[alternate_stack_bytes];

static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE};
static const struct {
    int signal;
    unsigned bit;
    bool ends;  // would end the program
} events[] = {
    {SIGWINCH, SIGNAL_RESIZE, false}, {SIGCONT, SIGNAL_CONTINUE, false},   {SIGTSTP, SIGNAL_STOP, false},
    {SIGHUP, SIGNAL_HANGUP, true},    {SIGTERM, SIGNAL_TERMINATE, true},   {SIGINT, SIGNAL_INTERRUPT, true},
};
enum { crash_count = sizeof crashes / sizeof crashes[0], event_count = sizeof events / sizeof events[0] };

static void put_back(void) {
    if (!guard.active) return;
    guard.active = 0;
    const char *bytes = guard.restore;
    size_t left = guard.restore_count;
    while (left > 0) {
        ssize_t written = write(guard.output, bytes, left);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) break;
        bytes += written;
        left -= (size_t)written;
    }
    guard_restore_modes();
}

static void on_crash(int signal, siginfo_t *info, void *context) {
    (void)context;
    int saved = errno;
    put_back();
    // A fault of the processor happens again when we return, with its own address for whoever reports it, and abort()
    // raises anew. Whatever else was sent does not come again, and the reporter of Swift returns after its report: the
    // program would go on without its screen. So that ends it at once.
    bool faultsAgain = info->si_code > 0 && signal != SIGTRAP;
    bool aborts = signal == SIGABRT && info->si_code == SI_TKILL && info->si_pid == getpid();
    if (faultsAgain || aborts) {
        sigaction(signal, &old_actions[signal], NULL);
    } else {
        struct sigaction action = {.sa_handler = SIG_DFL};
        sigaction(signal, &action, NULL);
    }
    if (!faultsAgain) raise(signal);
    errno = saved;
}

static void on_event(int signal, siginfo_t *info, void *context) {
    (void)info;
    (void)context;
    int saved = errno;
    bool ends = false;
    for (int index = 0; index < event_count; index++) {
        if (events[index].signal == signal) ends = events[index].ends;
    }
    // Nobody takes signals, or the one before has not been taken: the loop hangs.
    if (ends && (!guard.listening || pending[signal])) {
        put_back();
        struct sigaction action = {.sa_handler = SIG_DFL};
        sigaction(signal, &action, NULL);
        raise(signal);
    } else {
        pending[signal] = 1;
        waker_wake(guard.waker);
    }
    errno = saved;
}

static void on_exit_put_back(void) {
    put_back();
}

static void install(int signal, void (*handler)(int, siginfo_t *, void *), int flags) {
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_ONSTACK | flags};
    sigfillset(&action.sa_mask);
    sigaction(signal, NULL, &old_actions[signal]);
    sigaction(signal, &action, NULL);
}

static void use_alternate_stack(void) {
    stack_t present;
    if (sigaltstack(NULL, &present) != 0 || !(present.ss_flags & SS_DISABLE)) return;
    stack_t stack = {.ss_sp = alternate_stack, .ss_size = sizeof alternate_stack};
    sigaltstack(&stack, NULL);
}

void guard_set_restore(const char *restore, size_t count) {
    guard.restore_count = count < restore_limit ? count : restore_limit;
    memcpy(guard.restore, restore, guard.restore_count);
}

bool guard_install(int input, int output, int waker) {
    static bool at_exit;
    if (guard.installed) return false;
    if (!at_exit) at_exit = atexit(on_exit_put_back) == 0;
    guard.input = input;
    guard.output = output;
    guard.waker = waker;
    guard.restore_count = 0;
    guard.listening = 0;
    memset((void *)pending, 0, sizeof pending);
    guard_keep_modes();
    use_alternate_stack();
    guard.installed = true;
    for (int index = 0; index < crash_count; index++) install(crashes[index], on_crash, 0);
    for (int index = 0; index < event_count; index++) {
        int signal = events[index].signal;
        install(signal, on_event, SA_RESTART);
        // Started to outlive its terminal (nohup): stays so.
        if (signal == SIGHUP && old_actions[signal].sa_handler == SIG_IGN) sigaction(signal, &old_actions[signal], NULL);
    }
    return true;
}

void guard_remove(void) {
    if (!guard.installed) return;
    guard.installed = false;
    guard.listening = 0;
    guard.active = 0;
    for (int index = 0; index < crash_count; index++) sigaction(crashes[index], &old_actions[crashes[index]], NULL);
    for (int index = 0; index < event_count; index++) {
        sigaction(events[index].signal, &old_actions[events[index].signal], NULL);
    }
    guard_restore_modes();
}

void guard_set_active(bool active) {
    guard.active = active;
}

void guard_set_listening(bool listening) {
    guard.listening = listening;
}

unsigned guard_take_signals(void) {
    unsigned taken = 0;
    for (int index = 0; index < event_count; index++) {
        if (!pending[events[index].signal]) continue;
        pending[events[index].signal] = 0;
        taken |= events[index].bit;
    }
    return taken;
}

void guard_restore_modes(void) {
    if (!guard.has_modes) return;
    // In the background, setting modes would stop the program.
    sigset_t out, before;
    sigemptyset(&out);
    sigaddset(&out, SIGTTOU);
    pthread_sigmask(SIG_BLOCK, &out, &before);
    tcsetattr(guard.input, TCSANOW, &guard.modes);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void guard_keep_modes(void) {
    guard.has_modes = tcgetattr(guard.input, &guard.modes) == 0;
}

void guard_stop_job(int waker) {
    struct sigaction stop = {.sa_handler = SIG_DFL}, ours;
    pending[SIGCONT] = 0;
    sigaction(SIGTSTP, &stop, &ours);
    // The default action spares a job that no shell could continue, which SIGSTOP would not.
    kill(0, SIGTSTP);
    // Another thread may have taken the signal, so that the stop comes a little later than kill returns.
    int64_t end = wait_now() + 200000000;
    while (!pending[SIGCONT]) {
        int64_t left = end - wait_now();
        if (left <= 0) break;
        wait_for(-1, waker, left);
    }
    pending[SIGCONT] = 0;
    pending[SIGTSTP] = 0;
    sigaction(SIGTSTP, &ours, NULL);
}
