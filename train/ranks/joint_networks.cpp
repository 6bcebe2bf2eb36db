#include "train/ranks/joint_networks.hpp"

#include <algorithm>

namespace jetseq::train {

JointNetworks::JointNetworks(std::unique_ptr<NetworksSideBySide> networks, std::chrono::milliseconds patience)
    : networks_{std::move(networks)}, meeting_{[this](auto const& tasks) { serve(tasks); }, patience} {}

std::size_t JointNetworks::enter(FusedEvents const& events, std::size_t count) {
    std::lock_guard const lock{machine_};
    std::size_t const network = networks_->add(events, count);
    meeting_.enter();
    return network;
}

void JointNetworks::leave(std::size_t network) noexcept {
    meeting_.leave();
    std::lock_guard const lock{machine_};
    networks_->remove(network);
}

std::vector<double> JointNetworks::learn(std::size_t network, CudaWork work) {
    Task task{network, std::move(work), {}};
    meeting_.meet(task);
    return std::move(task.losses);
}

void JointNetworks::serve(std::vector<Task*> const& tasks) {
    std::lock_guard const lock{machine_};
    std::size_t most = 0;
    for (auto const* task : tasks) most = std::max(most, task->network);
    std::vector<CudaWork> work(most + 1);
    for (auto* task : tasks) work[task->network] = std::move(task->work);
    auto losses = networks_->learn(work);
    for (auto* task : tasks) task->losses = std::move(losses[task->network]);
}

}  // namespace jetseq::train
