#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace jetseq::train {

/// What torchrun, srun or mpirun say about the processes that they have started.
struct RankEnvironment {
    std::string launcher;            ///< "torchrun", "Slurm", "Open MPI"; empty: a process alone
    std::size_t rank = 0, size = 1;  ///< of this process, and the number of processes
    std::size_t local_rank = 0;      ///< among the processes of this machine
    std::size_t local_size = 1;      ///< processes that share the cores of this one, 1 to `size`
    std::string address;             ///< at which the ranks meet
    std::uint16_t port = 0;
    bool agent_store = false;   ///< torchrun's agent holds the store; otherwise rank 0 does
    std::string attempt = "0";  ///< of torchrun, from 0; entries of earlier attempts are ignored
    double timeout = 300;       ///< [s] after which a silent rank counts as lost (JETSEQ_RANK_TIMEOUT)
};

/// The value of an environment variable; null if it is not set.
using EnvironmentVariable = std::function<char const*(char const* name)>;

/// Reads RANK, WORLD_SIZE, ... (torchrun), OMPI_COMM_WORLD_RANK, ... (mpirun) or SLURM_PROCID, ... (a step of srun: a
/// batch script's own process has no SLURM_STEP_ID and is alone). MASTER_ADDR and MASTER_PORT apply to all. Throws
/// Error naming the variable that is missing, not a number or out of range.
RankEnvironment rank_environment(EnvironmentVariable const& variable);

/// The first machine of a list in Slurm's notation: "node007" of "node[007-012,20],other3".
std::string first_host(std::string const& list);

}  // namespace jetseq::train
