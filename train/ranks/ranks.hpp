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

namespace jetseq::train {

/// A rank has ended or is silent. Thrown at once; Ranks::who_is_lost() then finds out which.
class RankLost : public Error {
public:
    using Error::Error;
};

/// The processes that train one network together. All call the same functions in the same order. This base class is a
/// single process: rank 0 of 1, which sends nothing.
class Ranks {
public:
    Ranks() = default;
    virtual ~Ranks() = default;
    Ranks(Ranks const&) = delete;
    Ranks& operator=(Ranks const&) = delete;

    std::size_t rank() const noexcept { return environment_.rank; }
    std::size_t size() const noexcept { return environment_.size; }
    bool alone() const noexcept { return size() == 1; }
    bool writes() const noexcept { return rank() == 0; }  ///< only rank 0 writes files and messages
    RankEnvironment const& environment() const noexcept { return environment_; }

    using Lists = std::vector<std::span<float const>>;  ///< of each rank; valid until the next call

    /// Returns the list of each rank, on every rank; `own` has the same length on each. Floats are copied bit by bit,
    /// so they may carry other data. Throws RankLost.
    virtual Lists gather(std::span<float const> own) { return {own}; }

    /// The same for lists of any length.
    std::vector<std::vector<float>> gather_lists(std::vector<float> const& own);
    std::vector<std::string> gather_texts(std::string const& own);

    /// True on all ranks if each has a GPU of its own and this build has NCCL. `gpu`: its index; -1: none.
    virtual bool meet_on_device(int /*gpu*/) { return false; }

    /// Gathers the lists of all ranks into `all` [ranks, floats] on the GPU; `own` has the same length on each. Only
    /// after meet_on_device(). Throws RankLost.
    virtual void gather_on_device(at::Tensor const& /*own*/, at::Tensor& /*all*/) {}

    /// Throws Error on each rank, naming the ranks whose `value` of `what` differs from that of rank 0.
    void require_same(std::string const& what, std::string const& value);

    /// Asks all ranks to stop; they all learn it in the same, next gather().
    void ask_to_stop() noexcept { wants_to_stop_ = true; }
    bool stop_asked() const noexcept { return alone() ? wants_to_stop_ : stop_asked_; }

    /// The final error after `lost`, which names the ranks that are gone. Takes about two seconds.
    virtual Error who_is_lost(RankLost const& lost) { return lost; }

    /// Tells the others why this rank ends, for errors that the others may not have.
    virtual void leave(std::string const& /*reason*/) noexcept {}

protected:
    explicit Ranks(RankEnvironment environment) : environment_{std::move(environment)} {}

    RankEnvironment environment_;
    bool wants_to_stop_ = false, stop_asked_ = false;
};

}  // namespace jetseq::train
