#pragma once
#include <cstdio>
#include <string>
#include <vector>

#include "core/json/json.hpp"

namespace jetseq::bench {

using Words = std::vector<std::string>;

/// A trainer in a process of its own that answers each line with a line of JSON; it ends with this object.
class Peer {
public:
    /// `settings`: NAME=VALUE of its environment. Throws Error where it can't be started.
    Peer(Words const& command, Words const& settings);
    ~Peer();
    Peer(Peer const&) = delete;
    Peer& operator=(Peer const&) = delete;

    Json const& hello() const noexcept { return hello_; }  ///< name, blas, footprint_kb
    Json ask(std::string const& line);                     ///< throws Error where it has died

private:
    Json answer();

    std::string name_;
    int process_ = 0;
    std::FILE *to_ = nullptr, *from_ = nullptr;
    Json hello_;
};

/// What a command took from its start to its end.
struct Taken {
    double clock = 0, processor = 0;  ///< [s]
    long peak_kb = 0;                 ///< of resident memory
};

/// Runs a command whose output is of no interest. Throws Error where it fails.
Taken run_command(Words const& command);

}  // namespace jetseq::bench
