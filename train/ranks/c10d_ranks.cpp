#include "train/ranks/c10d_ranks.hpp"

#include "models/networks/libtorch.hpp"
#if defined(JETSEQ_WITH_C10D) && defined(USE_C10D_GLOO)

#include <torch/version.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#if defined(JETSEQ_WITH_NCCL) && defined(USE_C10D_NCCL)
#define JETSEQ_GATHERS_BY_NCCL
#include <ATen/cuda/CUDAContext.h>

#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif

namespace jetseq::train {
namespace {

using namespace std::chrono_literals;
using Store = c10::intrusive_ptr<c10d::Store>;

constexpr auto grace = 2s;  // how long to wait for reports; lost ranks send none

std::string first_line(std::exception const& error) {
    auto const* const torch_error = dynamic_cast<c10::Error const*>(&error);
    std::string const text = torch_error != nullptr ? torch_error->what_without_backtrace() : error.what();
    std::size_t const begin = text.rfind('[', 0) == 0 ? text.find("] ") + 2 : 0;  // after Gloo's [file:line]
    return text.substr(begin, text.find('\n') - begin);
}

std::string place(RankEnvironment const& environment) {
    return environment.address + ":" + std::to_string(environment.port);
}

std::chrono::milliseconds timeout(RankEnvironment const& environment) {
    return std::chrono::milliseconds{static_cast<std::int64_t>(1000 * environment.timeout)};
}

std::string key(char const* what, std::size_t rank) { return std::string{what} + "/" + std::to_string(rank); }

Store open_store(RankEnvironment const& environment) {
    c10d::TCPStoreOptions options;
    options.port = environment.port;
    options.isServer = environment.rank == 0 && !environment.agent_store;
    options.waitWorkers = false;
    options.timeout = timeout(environment);
    try {
        Store const store = c10::make_intrusive<c10d::TCPStore>(environment.address, options);
        return c10::make_intrusive<c10d::PrefixStore>("jetseq/" + environment.attempt, store);
    } catch (std::exception const& error) {
        throw Error{"can't meet the other ranks at " + place(environment) + " (" + first_line(error) +
                    "). Check MASTER_ADDR and MASTER_PORT, and that rank 0 is running"};
    }
}

/// torchrun's agent speaks another protocol than LibTorch 1: then rank 0 holds the store, at the next port.
RankEnvironment with_store_of_this_build(RankEnvironment environment) {
    if (environment.agent_store && TORCH_VERSION_MAJOR < 2) environment.agent_store = false, ++environment.port;
    return environment;
}

/// Registers this rank, and waits for all others.
void wait_for_all(Store const& store, RankEnvironment const& environment) {
    if (store->add(key("count", environment.rank), 1) > 1) {
        throw Error{"there are two ranks " + std::to_string(environment.rank) + " at " + place(environment) +
                    " (another training is meeting there). Choose another MASTER_PORT"};
    }
    std::vector<std::string> keys;
    for (std::size_t rank = 0; rank < environment.size; ++rank) keys.push_back(key("here", rank));
    store->set(keys[environment.rank], std::vector<std::uint8_t>{1});
    try {
        store->wait(keys, timeout(environment));
    } catch (std::exception const&) {
        std::string missing;
        for (std::size_t rank = 0; rank < environment.size; ++rank) {
            if (!store->check({keys[rank]})) missing += (missing.empty() ? "" : ", ") + std::to_string(rank);
        }
        throw Error{"of " + std::to_string(environment.size) + " ranks, " + missing + " never came to " +
                    place(environment) + " (waited " + std::to_string(static_cast<int>(environment.timeout)) +
                    " s). Look at their messages, then start all again"};
    }
}

void meet(Store const& store, RankEnvironment const& environment) {
    try {
        wait_for_all(store, environment);
    } catch (Error const&) {
        throw;
    } catch (std::exception const& error) {
        throw Error{"can't meet the other ranks at " + place(environment) + " (" + first_line(error) +
                    "). Check that nothing else listens there, or choose another MASTER_PORT"};
    }
}

/// The network interface: GLOO_SOCKET_IFNAME, else that of this machine's name.
auto gloo_device(RankEnvironment const& environment) {
    using Gloo = c10d::ProcessGroupGloo;
    if (char const* const name = std::getenv("GLOO_SOCKET_IFNAME")) return Gloo::createDeviceForInterface(name);
    bool const inside = environment.address == "127.0.0.1" || environment.address == "localhost";
    return inside ? Gloo::createDeviceForHostname("127.0.0.1") : Gloo::createDefaultDevice();
}

/// Collects the reasons that ranks give for leaving; may hang if the store's machine is silent.
struct Reports {
    explicit Reports(std::size_t size) : reasons(size), reported(size, false) {}
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<std::string> reasons;
    std::vector<bool> reported;
    bool over = false;      ///< the search has ended
    bool answered = false;  ///< the store has answered throughout
};

void collect(Store const& store, Reports& reports) {
    auto const end = std::chrono::steady_clock::now() + grace;
    bool answered = false;
    try {
        for (bool all = false; !all && std::chrono::steady_clock::now() < end; std::this_thread::sleep_for(20ms)) {
            all = true;
            for (std::size_t rank = 0; rank < reports.reasons.size(); ++rank) {
                if (reports.reported[rank]) continue;
                if (!store->check({key("left", rank)})) {
                    all = false;
                    continue;
                }
                auto const reason = store->get(key("left", rank));
                std::lock_guard const lock{reports.mutex};
                reports.reported[rank] = true, reports.reasons[rank].assign(reason.begin(), reason.end());
            }
        }
        answered = true;
    } catch (std::exception const&) {  // the store has ended with its rank
    }
    std::lock_guard const lock{reports.mutex};
    reports.over = true, reports.answered = answered;
    reports.changed.notify_all();
}

class C10dRanks : public Ranks {
public:
    explicit C10dRanks(RankEnvironment const& environment) : Ranks{environment}, store_{open_store(environment)} {
        meet(store_, environment);
        auto const options = c10d::ProcessGroupGloo::Options::create(timeout(environment));
        options->devices.push_back(gloo_device(environment));
        options->threads = 1;
        try {
            group_ = c10::make_intrusive<c10d::ProcessGroupGloo>(store_, static_cast<int>(environment.rank),
                                                                 static_cast<int>(environment.size), options);
        } catch (std::exception const& error) {
            throw Error{"can't connect the ranks with each other (" + first_line(error) +
                        "). Name the network interface in GLOO_SOCKET_IFNAME"};
        }
    }

    /// Each rank's list is followed by one more number: whether it asks to stop.
    Lists gather(std::span<float const> own) override {
        if (!group_) throw RankLost{"the ranks have parted"};
        reserve(own.size() + 1);
        float* const message = sent_[0].data_ptr<float>();
        std::copy(own.begin(), own.end(), message);
        message[own.size()] = wants_to_stop_ ? 1 : 0;
        try {
            group_->allgather(received_, sent_)->wait();
        } catch (std::exception const& error) {
            leave("");
            throw RankLost{"Gloo: " + first_line(error)};
        }
        Lists lists;
        for (auto const& tensor : received_[0]) {
            lists.emplace_back(tensor.data_ptr<float>(), own.size());
            stop_asked_ = stop_asked_ || tensor.data_ptr<float>()[own.size()] != 0;
        }
        return lists;
    }

#if defined(JETSEQ_GATHERS_BY_NCCL)
    bool meet_on_device(int gpu) override {
        std::set<std::string> all;
        for (auto const& name : gather_texts(gpu < 0 ? "none" : name_of(gpu))) all.insert(name);
        if (all.size() < size() || all.count("none") > 0) return false;
        setenv("TORCH_NCCL_BLOCKING_WAIT", "1", 0);  // wait() then throws if a rank is silent for too long
        auto const options = c10d::ProcessGroupNCCL::Options::create();
        options->timeout = timeout(environment_);
        devices_ =
            c10::make_intrusive<c10d::ProcessGroupNCCL>(c10::make_intrusive<c10d::PrefixStore>("nccl", store_),
                                                        static_cast<int>(rank()), static_cast<int>(size()), options);
        return true;
    }

    /// First exchanges a number by Gloo, which carries requests to stop, and detects a rank that has ended before NCCL
    /// would wait for it.
    void gather_on_device(at::Tensor const& own, at::Tensor& all) override {
        gather({});
        all = torch::empty({static_cast<std::int64_t>(size()), own.numel()}, own.options());
        std::vector<torch::Tensor> sent{own.contiguous()};
        std::vector<std::vector<torch::Tensor>> received{all.unbind(0)};
        try {
            devices_->allgather(received, sent)->wait();
        } catch (std::exception const& error) {
            leave("");
            throw RankLost{"NCCL: " + first_line(error)};
        }
    }
#endif

    /// Also closes the connections, so that nobody waits for this rank.
    void leave(std::string const& reason) noexcept override {
        if (!group_) return;
        try {
            group_.reset();
#if defined(JETSEQ_GATHERS_BY_NCCL)
            if (devices_) devices_->abort();
#endif
            store_->set(key("left", rank()), std::vector<std::uint8_t>(reason.begin(), reason.end()));
            // If this rank holds the store, the others need time to read it.
            if (!reason.empty() && rank() == 0) std::this_thread::sleep_for(grace + 500ms);
        } catch (...) {  // the store has ended with its rank: nobody is left to be told
        }
    }

    Error who_is_lost(RankLost const& lost) override {
        auto const reports = std::make_shared<Reports>(size());
        std::thread{[store = store_, reports] { collect(store, *reports); }}.detach();
        std::unique_lock lock{reports->mutex};
        reports->changed.wait_for(lock, grace + 500ms, [&] { return reports->over; });
        Lost const found = lost_among(*reports, lost.what());
        lock.unlock();
        if (rank() == 0) std::this_thread::sleep_for(500ms);  // the others still read this rank's store
        return Error{"rank " + std::to_string(rank()) + ": " + found.who + " lost (" + found.why +
                     "). Resume from the last checkpoint, on any number of ranks"};
    }

private:
#if defined(JETSEQ_GATHERS_BY_NCCL)
    /// An identifier of the GPU.
    static std::string name_of(int gpu) {
        auto const& number = at::cuda::getDeviceProperties(static_cast<c10::DeviceIndex>(gpu))->uuid.bytes;
        return {number, sizeof number};
    }
#endif

    struct Lost {
        std::string who, why;
    };

    /// The lost ranks: those that did not report leaving because of others; rank 0 if its store is gone.
    Lost lost_among(Reports const& reports, std::string const& otherwise) const {
        bool const first_only = !reports.answered && !environment_.agent_store && !reports.reported[0];
        std::string who, why;
        std::size_t count = 0;
        for (std::size_t n = 0; n < (first_only ? 1 : size()); ++n) {
            if (n == rank() || (reports.reported[n] && reports.reasons[n].empty())) continue;
            who += (who.empty() ? "" : ", ") + std::to_string(n), ++count;
            if (!reports.reasons[n].empty()) why += (why.empty() ? "" : "; ") + reports.reasons[n];
        }
        if (why.empty()) why = otherwise;
        if (count == 0) return {"the connection between the ranks is", why};
        return {
            (count == 1 ? "rank " : "ranks ") + who + " of " + std::to_string(size()) + (count == 1 ? " is" : " are"),
            why};
    }

    void reserve(std::size_t floats) {
        auto const count = static_cast<std::int64_t>(floats);
        if (!sent_.empty() && sent_[0].numel() == count) return;
        sent_ = {torch::empty({count}, torch::kFloat32)};
        received_.assign(1, {});
        for (std::size_t n = 0; n < size(); ++n) received_[0].push_back(torch::empty({count}, torch::kFloat32));
    }

    Store store_;
    c10::intrusive_ptr<c10d::ProcessGroupGloo> group_;
#if defined(JETSEQ_GATHERS_BY_NCCL)
    c10::intrusive_ptr<c10d::ProcessGroupNCCL> devices_;  ///< null: gradients are sent by Gloo
#endif
    std::vector<torch::Tensor> sent_;
    std::vector<std::vector<torch::Tensor>> received_;
};

}  // namespace

std::unique_ptr<Ranks> join_ranks(RankEnvironment const& environment) {
    if (environment.size == 1) return std::make_unique<Ranks>();
    return std::make_unique<C10dRanks>(with_store_of_this_build(environment));
}

std::string ranks_transport() {
#if defined(JETSEQ_GATHERS_BY_NCCL)
    return "Gloo, NCCL";
#else
    return "Gloo";
#endif
}

}  // namespace jetseq::train

#else

namespace jetseq::train {

std::unique_ptr<Ranks> join_ranks(RankEnvironment const& environment) {
    if (environment.size == 1) return std::make_unique<Ranks>();
    throw Error{environment.launcher + " has started " + std::to_string(environment.size) +
                " processes (this jetseq was built without LibTorch's c10d: gloo's headers were missing). Install " +
                "libgloo-dev and build again, or train in one process"};
}

std::string ranks_transport() { return ""; }

}  // namespace jetseq::train

#endif
