#include "train/ranks/rank_environment.hpp"

#include <algorithm>
#include <cctype>

#include "core/error.hpp"
#include "core/text/number_in.hpp"

namespace jetseq::train {
namespace {

class LaunchVariables {
public:
    explicit LaunchVariables(EnvironmentVariable const& variable) : variable_{variable} {}

    bool has(char const* name) const { return variable_(name) != nullptr; }

    std::string text(char const* name, std::string const& otherwise = {}) const {
        char const* const value = variable_(name);
        return value != nullptr ? value : otherwise;
    }

    std::size_t number(char const* name) const {
        if (has(name)) return read(name);
        throw Error{std::string{name} + " is not set (a launcher names each process's place). Start with torchrun, " +
                    "srun or mpirun, or unset its other variables to train in one process"};
    }

    std::size_t number(char const* name, std::size_t otherwise) const { return has(name) ? read(name) : otherwise; }

    /// The number of processes on this machine, of `size` in all; 1 if it is not set.
    std::size_t local_size(char const* name, std::size_t size) const {
        std::size_t const most = std::max<std::size_t>(size, 1), number = has(name) ? read(name) : 1;
        if (number >= 1 && number <= most) return number;
        throw Error{std::string{name} + " is '" + text(name) + "' (" + (most == 1 ? "" : "1 to ") +
                    std::to_string(most) + " expected, the processes on this machine). Set it as the launcher would"};
    }

private:
    std::size_t read(char const* name) const {
        std::string const value = text(name);
        if (auto const number = number_in<std::size_t>(value)) return *number;
        throw Error{std::string{name} + " is '" + value + "' (a whole number expected). Set it as the launcher would"};
    }

    EnvironmentVariable const& variable_;
};

/// A port that depends on the job, so that jobs on one machine don't collide.
std::size_t port_of_job(std::string const& job) {
    std::size_t number = 0;
    for (char const c : job) number = (31 * number + static_cast<unsigned char>(c)) % 10000;
    return 20000 + number;
}

void read_torchrun(LaunchVariables const& variables, RankEnvironment& environment) {
    environment.launcher = "torchrun";
    environment.rank = variables.number("RANK");
    environment.size = variables.number("WORLD_SIZE");
    environment.local_rank = variables.number("LOCAL_RANK", 0);
    environment.local_size = variables.local_size("LOCAL_WORLD_SIZE", environment.size);
    environment.agent_store = variables.text("TORCHELASTIC_USE_AGENT_STORE") == "True";
    environment.attempt = variables.text("TORCHELASTIC_RESTART_COUNT", "0");
}

void read_open_mpi(LaunchVariables const& variables, RankEnvironment& environment) {
    environment.launcher = "Open MPI";
    environment.rank = variables.number("OMPI_COMM_WORLD_RANK");
    environment.size = variables.number("OMPI_COMM_WORLD_SIZE");
    environment.local_rank = variables.number("OMPI_COMM_WORLD_LOCAL_RANK", 0);
    environment.local_size = variables.local_size("OMPI_COMM_WORLD_LOCAL_SIZE", environment.size);
    if (environment.local_size == environment.size) environment.address = "127.0.0.1";
    environment.port = static_cast<std::uint16_t>(port_of_job(variables.text("PMIX_NAMESPACE")));
}

void read_slurm(LaunchVariables const& variables, RankEnvironment& environment) {
    environment.launcher = "Slurm";
    environment.rank = variables.number("SLURM_PROCID");
    environment.size = variables.number("SLURM_STEP_NUM_TASKS", variables.number("SLURM_NTASKS", 1));
    environment.local_rank = variables.number("SLURM_LOCALID", 0);
    environment.address = first_host(variables.text("SLURM_STEP_NODELIST", variables.text("SLURM_JOB_NODELIST")));
    environment.port =
        static_cast<std::uint16_t>(port_of_job(variables.text("SLURM_JOB_ID") + "." + variables.text("SLURM_STEP_ID")));
}

void read_meeting_place(LaunchVariables const& variables, RankEnvironment& environment) {
    environment.address = variables.text("MASTER_ADDR", environment.address);
    std::size_t const port = variables.number("MASTER_PORT", environment.port);
    if (environment.address.empty() || port == 0 || port > 65535) {
        throw Error{"the " + environment.launcher + " processes don't know where to meet (MASTER_ADDR is '" +
                    environment.address + "', MASTER_PORT " + std::to_string(port) +
                    "). Set them to the machine of rank 0 and a free port, such as 29500"};
    }
    environment.port = static_cast<std::uint16_t>(port);
}

}  // namespace

std::string first_host(std::string const& list) {
    std::string host;
    for (std::size_t k = 0; k < list.size() && list[k] != ','; ++k) {
        if (list[k] != '[') {
            host += list[k];
            continue;
        }
        for (++k; k < list.size() && std::isdigit(static_cast<unsigned char>(list[k])) != 0; ++k) host += list[k];
        while (k < list.size() && list[k] != ']') ++k;
    }
    return host;
}

RankEnvironment rank_environment(EnvironmentVariable const& variable) {
    LaunchVariables const variables{variable};
    RankEnvironment environment;
    if (variables.has("RANK") || variables.has("WORLD_SIZE")) {
        read_torchrun(variables, environment);
    } else if (variables.has("OMPI_COMM_WORLD_SIZE")) {
        read_open_mpi(variables, environment);
    } else if (variables.has("SLURM_PROCID") && variables.has("SLURM_STEP_ID")) {
        read_slurm(variables, environment);
    }
    environment.timeout = static_cast<double>(variables.number("JETSEQ_RANK_TIMEOUT", 300));
    if (environment.size <= 1) return environment.size = 1, environment.rank = 0, environment;
    if (environment.rank >= environment.size) {
        throw Error{environment.launcher + " says rank " + std::to_string(environment.rank) + " of " +
                    std::to_string(environment.size) + " (ranks count from 0). Correct the environment"};
    }
    read_meeting_place(variables, environment);
    return environment;
}

}  // namespace jetseq::train
