#include "report/plot/fonts.hpp"

#ifdef JETSEQ_WITH_RSVG
#include <fontconfig/fontconfig.h>
#include <unistd.h>

#include <cstdio>
#include <memory>

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

    /// The first line that was printed, without the line break.
    std::string first_line() const {
        if (own_ < 0) return "";
        std::fflush(stderr);
        std::string text(1000, ' ');
        auto const size = ::pread(::fileno(file_.get()), text.data(), text.size(), 0);
        text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
        return text.substr(0, text.find('\n'));
    }

private:
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
    int own_ = -1;
};

/// "Fontconfig error: no element found" without its beginning.
std::string without_name(std::string const& line) {
    for (std::string const begin : {"Fontconfig error: ", "Fontconfig warning: "}) {
        if (line.rfind(begin, 0) == 0) return line.substr(begin.size());
    }
    return line;
}

std::string start() {
    DivertedErrors const errors;
    FcInit();
    return without_name(errors.first_line());
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
