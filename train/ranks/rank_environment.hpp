#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace jetseq {

/// What torchrun, srun or mpirun say of the processes they have started.
struct RankEnvironment {
    std::string launcher;            ///< "torchrun", "Slurm", "Open MPI"; empty: a process alone
    std::size_t rank = 0, size = 1;  ///< this process, of how many
    std::size_t local_rank = 0;      ///< among those of this machine
    std::size_t local_size = 1;      ///< processes that share the cores this one sees
    std::string address;             ///< of the machine where the ranks meet
    std::uint16_t port = 0;
    bool agent_store = false;   ///< torchrun's agent holds the meeting place; otherwise rank 0 does
    std::string attempt = "0";  ///< of torchrun, counted from 0: what an earlier one left is not seen
    double timeout = 300;       ///< [s] until a silent rank is taken for lost (JETSEQ_RANK_TIMEOUT)
};

/// The value of an environment variable; null where it isn't set.
using EnvironmentVariable = std::function<char const*(char const* name)>;

/// Reads RANK, WORLD_SIZE, ... (torchrun), OMPI_COMM_WORLD_RANK, ... (mpirun) or SLURM_PROCID, ... (a step of srun: a
/// batch script's own process has no SLURM_STEP_ID and is alone). MASTER_ADDR and MASTER_PORT hold everywhere. Throws
/// Error naming the variable that is missing or no number.
RankEnvironment rank_environment(EnvironmentVariable const& variable);

/// The first machine of a list as Slurm writes it: "node007" of "node[007-012,20],other3".
std::string first_host(std::string const& list);

}  // namespace jetseq
