#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "train/ranks/rank_environment.hpp"

namespace at {
class Tensor;
}

namespace jetseq {

/// A rank has ended or fallen silent. Thrown at once; Ranks::who_is_lost() then finds out which.
class RankLost : public Error {
public:
    using Error::Error;
};

/// The processes that train one network together. All call the same functions in the same order. This class itself is
/// a process alone: rank 0 of 1, nothing is sent.
class Ranks {
public:
    Ranks() = default;
    virtual ~Ranks() = default;
    Ranks(Ranks const&) = delete;
    Ranks& operator=(Ranks const&) = delete;

    std::size_t rank() const noexcept { return environment_.rank; }
    std::size_t size() const noexcept { return environment_.size; }
    bool alone() const noexcept { return size() == 1; }
    bool writes() const noexcept { return rank() == 0; }  ///< files and what a user reads come from rank 0
    RankEnvironment const& environment() const noexcept { return environment_; }

    using Lists = std::vector<std::span<float const>>;  ///< of each rank; valid until the next call

    /// What each rank has sent, on every rank; `own` is as long on each. Floats are carried as they are, so they may
    /// hold other bits. Throws RankLost.
    virtual Lists gather(std::span<float const> own) { return {own}; }

    /// The same of lists of any length.
    std::vector<std::vector<float>> gather_lists(std::vector<float> const& own);
    std::vector<std::string> gather_texts(std::string const& own);

    /// True on all ranks where each has a GPU of its own and this build has NCCL. `gpu`: which; -1: none.
    virtual bool meet_on_device(int /*gpu*/) { return false; }

    /// What each rank has sent, as `all` [ranks, floats] on the GPU; `own` is as long on each. After meet_on_device()
    /// only. Throws RankLost.
    virtual void gather_on_device(at::Tensor const& /*own*/, at::Tensor& /*all*/) {}

    /// Throws Error on each rank, naming the ranks that have another `value` of `what` than rank 0.
    void require_same(std::string const& what, std::string const& value);

    /// Any rank may ask all to stop; they learn it with the next gather(), all with the same one.
    void ask_to_stop() noexcept { wants_to_stop_ = true; }
    bool stop_asked() const noexcept { return alone() ? wants_to_stop_ : stop_asked_; }

    /// The error to end with after `lost`: it names the ranks that are gone. Takes about two seconds.
    virtual Error who_is_lost(RankLost const& lost) { return lost; }

    /// Tells the others why this rank ends; for errors that the others may not have.
    virtual void leave(std::string const& /*reason*/) noexcept {}

protected:
    explicit Ranks(RankEnvironment environment) : environment_{std::move(environment)} {}

    RankEnvironment environment_;
    bool wants_to_stop_ = false, stop_asked_ = false;
};

}  // namespace jetseq
