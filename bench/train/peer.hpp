#pragma once
#include <cstdio>
#include <string>
#include <vector>

#include "core/json/json.hpp"

namespace jetseq::bench {

using Words = std::vector<std::string>;

/// A trainer in a separate process that answers each line with a line of JSON. The destructor ends it.
class Peer {
public:
    /// `settings`: NAME=VALUE for its environment. Throws Error if it can't be started.
    Peer(Words const& command, Words const& settings);
    ~Peer();
    Peer(Peer const&) = delete;
    Peer& operator=(Peer const&) = delete;

    Json const& hello() const noexcept { return hello_; }  ///< name, blas, footprint_kb
    Json ask(std::string const& line);                     ///< throws Error if the process has ended

private:
    Json answer();

    std::string name_;
    int process_ = 0;
    std::FILE *to_ = nullptr, *from_ = nullptr;
    Json hello_;
};

/// Times and memory of a command from start to end.
struct Taken {
    double clock = 0, processor = 0;  ///< [s]
    long peak_kb = 0;                 ///< of resident memory
};

/// Runs a command and discards its output. Throws Error if it fails.
Taken run_command(Words const& command);

}  // namespace jetseq::bench
