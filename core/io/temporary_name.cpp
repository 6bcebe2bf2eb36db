#include "core/io/temporary_name.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cctype>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <mutex>
#include <set>
#include <string_view>

#include "core/text/number_in.hpp"

namespace jetseq {
namespace fs = std::filesystem;
namespace {

char const ending[] = ".jetseq.part";      // other programs may have files like data.2026-11-30.part
constexpr std::size_t longest_stem = 160;  // a name may have 255 bytes
constexpr auto longest_silence = std::chrono::hours{24 * 7};

/// Letters and digits of the host's name, plus the number of the container, whose processes have ids of their own.
std::string host_name() {
    char name[256] = "";
    ::gethostname(name, sizeof name - 1);
    std::string host;
    for (char const c : std::string{name}.substr(0, 32)) host += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
    struct stat found {};
    constexpr ino_t of_the_machine = 0xEFFFFFFC;
    if (::stat("/proc/self/ns/pid", &found) == 0 && found.st_ino != of_the_machine) {
        host += '_' + std::to_string(found.st_ino);
    }
    return host;
}

std::string const& this_host() {
    static std::string const host = host_name();
    return host;
}

/// Removes "-123" from the end of `text` and returns 123; -1 if the end is anything else.
long take_number(std::string& text) {
    auto const dash = text.rfind('-');
    if (dash == std::string::npos) return -1;
    auto const number = number_in<unsigned>(std::string_view{text}.substr(dash + 1));
    if (!number) return -1;
    text.resize(dash);
    return *number;
}

bool is_dead(long process) { return ::kill(static_cast<pid_t>(process), 0) != 0 && errno == ESRCH; }

bool is_silent(fs::path const& file) {
    std::error_code error;
    auto const written = fs::last_write_time(file, error);
    return !error && fs::file_time_type::clock::now() - written > longest_silence;
}

bool ends_with(std::string const& text, std::string const& end) {
    return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// Whether `file` is a temporary file that nobody writes any more.
bool is_stale(fs::path const& file) {
    std::string name = file.filename();
    if (!ends_with(name, ending)) return false;
    name.resize(name.size() + 1 - sizeof ending);
    long const number = take_number(name), process = take_number(name);
    if (number < 0 || process <= 0) return false;
    return ends_with(name, "." + this_host()) ? is_dead(process) : name.find('.') != name.npos && is_silent(file);
}

}  // namespace

std::string make_temporary_beside(std::string const& target) {
    static std::atomic<unsigned long> count{0};
    fs::path const place{target};
    std::string const stem = place.filename().string().substr(0, longest_stem);
    for (int tries = 0; tries < 1000; ++tries) {
        auto const own = "." + this_host() + "-" + std::to_string(::getpid()) + "-" + std::to_string(count++);
        std::string const path = place.parent_path() / (stem + own + ending);
        int const file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (file >= 0) return ::close(file), path;
        if (errno != EEXIST) break;
    }
    return "";
}

std::string final_path(std::string const& path) {
    std::string name = path;
    if (!ends_with(name, ending)) return path;
    name.resize(name.size() + 1 - sizeof ending);
    if (take_number(name) < 0 || take_number(name) < 0 || !ends_with(name, "." + this_host())) return path;
    return name.substr(0, name.size() - this_host().size() - 1);
}

void remove_stale_temporaries(std::string const& folder) {
    static std::mutex mutex;
    static std::set<std::string> seen;
    std::lock_guard const lock{mutex};
    if (!seen.insert(folder).second) return;
    std::error_code error;
    for (fs::directory_iterator at{folder.empty() ? "." : folder, error}, end; !error && at != end;
         at.increment(error)) {
        std::error_code ignored;
        if (is_stale(at->path())) fs::remove(at->path(), ignored);
    }
}

}  // namespace jetseq
