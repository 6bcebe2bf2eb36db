// Preloaded into a program whose libraries take long to load: in place of main() it waits for calls and runs main()
// for each in a copy of the process (prestarted.py has the other end of the socket).
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { most_bytes = 1 << 17, most_words = 1000, streams = 3 };

typedef int Main(int, char**, char**);
typedef int Start(Main*, int, char**, void (*)(void), void (*)(void), void (*)(void), void*);

static Main* program;

/// Takes a call: the folder and the words of the command, each with a zero at its end, and standard input, output and
/// error. Gives the number of bytes, 0 when the other end is closed.
static ssize_t receive(int caller, char* text, int* files) {
    struct iovec content = {text, most_bytes};
    char control[CMSG_SPACE(streams * sizeof(int))];
    struct msghdr message = {.msg_iov = &content, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    ssize_t const size = recvmsg(caller, &message, 0);
    if (size > 0) memcpy(files, CMSG_DATA(CMSG_FIRSTHDR(&message)), streams * sizeof(int));
    return size;
}

static int act(char* text, ssize_t size, int const* files) {
    static char* words[most_words];
    int count = 0;
    for (char* at = text; at < text + size && count < most_words - 1; at += strlen(at) + 1) words[count++] = at;
    for (int stream = 0; stream < streams; ++stream) dup2(files[stream], stream), close(files[stream]);
    if (chdir(words[0]) != 0) return 99;
    return program(count - 1, words + 1, environ);
}

static int serve(int argc, char** argv, char** environment) {
    (void)argc, (void)argv, (void)environment;
    static char text[most_bytes];
    int const caller = atoi(getenv("PRESTARTED_SOCKET"));
    unsetenv("PRESTARTED_SOCKET"), unsetenv("LD_PRELOAD");
    int files[streams];
    for (ssize_t size; (size = receive(caller, text, files)) > 0;) {
        pid_t const copy = fork();
        if (copy == 0) {
            close(caller);
            return act(text, size, files);
        }
        for (int stream = 0; stream < streams; ++stream) close(files[stream]);
        int status = 0;
        waitpid(copy, &status, 0);
        if (send(caller, &status, sizeof status, MSG_NOSIGNAL) < 0) break;
    }
    _exit(0);
}

int __libc_start_main(Main* main, int argc, char** argv, void (*init)(void), void (*fini)(void), void (*end)(void),
                      void* stack) {
    Start* const start = (Start*)dlsym(RTLD_NEXT, "__libc_start_main");
    program = main;
    return start(getenv("PRESTARTED_SOCKET") ? serve : main, argc, argv, init, fini, end, stack);
}
