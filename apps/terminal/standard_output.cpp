#include "apps/terminal/standard_output.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <iostream>

namespace jetseq::apps {
namespace {

bool reader_has_gone() {
    pollfd stream{STDOUT_FILENO, POLLOUT, 0};
    return ::poll(&stream, 1, 0) == 1 && (stream.revents & POLLERR) != 0;
}

}  // namespace

void prepare_standard_streams() {
    for (int const stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(stream, F_GETFD) >= 0) continue;
        ::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);  // using it remains an error
    }
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);  // a file beyond `ulimit -f` can't be written, as on a full disk
}

int checked_standard_output(int code) {
    errno = 0;
    std::cout.flush();
    bool const arrived = std::fflush(stdout) == 0 && !std::ferror(stdout) && std::cout.good();
    if (arrived || code != 0) return code;
    if (reader_has_gone()) return 128 + SIGPIPE;
    std::cerr << "jetseq: can't write to the standard output ("
              << (errno != 0 ? std::strerror(errno) : "is the disk full?")
              << "). What was printed is lost; files are written\n";
    return 1;
}

}  // namespace jetseq::apps
