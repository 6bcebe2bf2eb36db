#pragma once
#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "train/cuda/side_by_side.hpp"
#include "train/ranks/meeting.hpp"

namespace jetseq::train {

/// Networks of one size whose trainings run on threads of their own: simultaneous requests are learnt in one launch.
/// Each training gets the result that it would get alone.
class JointNetworks {
public:
    /// `patience`: how long the GPU stays idle for trainings that are not ready yet.
    JointNetworks(std::unique_ptr<NetworksSideBySide> networks, std::chrono::milliseconds patience);

    std::size_t enter(FusedEvents const& events, std::size_t count);
    void leave(std::size_t network) noexcept;

    /// The loss of each batch. Waits for the others as Meeting does.
    std::vector<double> learn(std::size_t network, CudaWork work);

    /// Calls use(networks) while nothing is learnt.
    template <class Use>
    auto with(Use const& use) {
        std::lock_guard const lock{machine_};
        return use(*networks_);
    }

private:
    struct Task {
        std::size_t network;
        CudaWork work;
        std::vector<double> losses;
    };
    void serve(std::vector<Task*> const& tasks);

    std::mutex machine_;
    std::unique_ptr<NetworksSideBySide> networks_;
    Meeting<Task> meeting_;
};

}  // namespace jetseq::train
