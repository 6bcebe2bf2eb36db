#pragma once
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace jetseq::test {

/// An empty folder for one test, removed with its content when the test ends.
class TemporaryFolder {
public:
    TemporaryFolder() : path_{(std::filesystem::temp_directory_path() / "jetseq-test-XXXXXX").string()} {
        if (!::mkdtemp(path_.data())) throw std::runtime_error{"can't make " + path_};
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(TemporaryFolder const&) = delete;
    TemporaryFolder& operator=(TemporaryFolder const&) = delete;

    std::string const& path() const noexcept { return path_; }
    std::string operator/(std::string const& name) const { return path_ + "/" + name; }

private:
    std::string path_;
};

}  // namespace jetseq::test
