#include "report/plot/fonts.hpp"

#ifdef JETSEQ_WITH_RSVG
#include <fontconfig/fontconfig.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <sstream>

namespace jetseq::report {
namespace {

/// Sends standard error to a file while it lives.
class DivertedErrors {
public:
    DivertedErrors() : file_{std::tmpfile(), std::fclose} {
        std::fflush(stderr);
        own_ = file_ ? ::dup(STDERR_FILENO) : -1;
        if (own_ >= 0) ::dup2(::fileno(file_.get()), STDERR_FILENO);
    }
    ~DivertedErrors() {
        if (own_ < 0) return;
        std::fflush(stderr);
        ::dup2(own_, STDERR_FILENO);
        ::close(own_);
    }
    DivertedErrors(DivertedErrors const&) = delete;
    DivertedErrors& operator=(DivertedErrors const&) = delete;

    /// What was printed, 10 kB at most.
    std::string text() const {
        if (own_ < 0) return "";
        std::fflush(stderr);
        std::string text(10'000, ' ');
        auto const size = ::pread(::fileno(file_.get()), text.data(), text.size(), 0);
        text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
        return text;
    }

private:
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
    int own_ = -1;
};

/// The first error among fontconfig's lines, such as "no element found"; "" if there is none. Warnings, and a cache
/// that can't be written, have no effect on the fonts.
std::string first_error(std::string const& lines) {
    std::string const begin = "Fontconfig error: ";
    std::istringstream stream{lines};
    for (std::string line; std::getline(stream, line);) {
        bool const of_cache = line.find("cache director") != std::string::npos;
        if (line.rfind(begin, 0) == 0 && !of_cache) return line.substr(begin.size());
    }
    return "";
}

std::string start() {
    DivertedErrors const errors;
    FcInit();
    return first_error(errors.text());
}

}  // namespace

std::string const& complaint_about_fonts() {
    static std::string const complaint = start();
    return complaint;
}

}  // namespace jetseq::report

#else

namespace jetseq::report {

std::string const& complaint_about_fonts() {
    static std::string const none;
    return none;
}

}  // namespace jetseq::report

#endif
