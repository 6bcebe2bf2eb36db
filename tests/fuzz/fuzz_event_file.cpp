#include <fcntl.h>
#include <hdf5.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "core/error.hpp"
#include "data/events/event_file.hpp"
#include "data/hdf5/crash_line.hpp"
#include "data/sequences/sequences.hpp"
#include "tests/fuzz/bytes_as_file.hpp"

extern "C" {
// NOLINTBEGIN(bugprone-reserved-identifier): the names are the sanitizer's
/// HDF5 itself leaks memory if a file is damaged, and allocates any size that the file names.
char const* __asan_default_options() { return "detect_leaks=0:max_allocation_size_mb=2048:abort_on_error=1"; }
void __sanitizer_set_report_fd(void* file) __attribute__((weak));
// NOLINTEND(bugprone-reserved-identifier)
}

namespace {

template <class Read>
void attempt(Read const& read) {
    try {
        read();
        ++jetseq::test::taken;
    } catch (jetseq::Error const&) {
    } catch (std::bad_alloc const&) {
    } catch (std::length_error const&) {
    }
}

void read_all(std::string const& path) {
    attempt([&] { jetseq::data::read_attributes(path); });
    attempt([&] { jetseq::data::read_events(path); });
    attempt([&] { jetseq::data::read_sequences(path); });
}

/// In a separate process, as HDF5 1.10 crashes on some files: a crash must end with one line and exit code 1, or this
/// aborts. True if HDF5 did not crash.
bool survives(std::string const& path) {
    int status = 0;
    pid_t const child = ::fork();
    if (child == 0) {
        int const nowhere = ::open("/dev/null", O_WRONLY);
        ::dup2(nowhere, STDERR_FILENO);
        if (__sanitizer_set_report_fd) __sanitizer_set_report_fd(reinterpret_cast<void*>(STDERR_FILENO));
        std::signal(SIGALRM, SIG_DFL);
        ::alarm(20);  // a sanitizer may deadlock if HDF5 crashes during an allocation
        jetseq::data::name_file_where_hdf5_crashes(std::chrono::milliseconds{200});
        read_all(path);
        ::_exit(0);
    }
    if (child < 0) std::abort();
    while (::waitpid(child, &status, 0) != child) {  // libFuzzer looks at its clock now and then
        if (errno != EINTR) std::abort();
    }
    bool const sanitized = __sanitizer_set_report_fd != nullptr;
    if (sanitized && WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM) return false;
    if (!WIFEXITED(status) || WEXITSTATUS(status) > 1) std::abort();
    return WEXITSTATUS(status) == 0;
}

}  // namespace

/// Any bytes are read as attributes, events and sequences, or refused with an Error, or end in one line if HDF5
/// crashes.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    jetseq::test::BytesAsFile const file{bytes, size};
    if (survives(file.path())) read_all(file.path());
    return 0;
}
