#include "workflow/train/side_by_side.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <vector>

#include "core/parallel/on_threads.hpp"

namespace jetseq {

void side_by_side(std::size_t count, std::size_t at_once, std::function<void(std::size_t)> const& work) {
    std::atomic<std::size_t> next{0};
    std::atomic<bool> failed{false};
    std::vector<std::exception_ptr> errors(count);
    auto const serve = [&] {
        for (std::size_t n; !failed && (n = next++) < count;) {
            try {
                work(n);
            } catch (...) {
                errors[n] = std::current_exception(), failed = true;
            }
        }
    };
    on_threads(std::min(at_once, count), serve);
    for (auto const& error : errors) {
        if (error) std::rethrow_exception(error);
    }
}

}  // namespace jetseq
