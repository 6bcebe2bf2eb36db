#include "bench/train/peer.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "bench/clock.hpp"
#include "core/error.hpp"

namespace jetseq::bench {
namespace {

std::string joined(Words const& words) {
    std::string line;
    for (auto const& word : words) line += (line.empty() ? "" : " ") + word;
    return line;
}

std::vector<char*> pointers(Words& words) {
    std::vector<char*> list;
    for (auto& word : words) list.push_back(word.data());
    list.push_back(nullptr);
    return list;
}

int spawned(Words command, Words settings, posix_spawn_file_actions_t const& actions) {
    for (char** own = environ; *own; ++own) settings.push_back(*own);  // the first setting of a name is used
    int process = 0;
    if (posix_spawnp(&process, command[0].c_str(), &actions, nullptr, pointers(command).data(),
                     pointers(settings).data()) != 0) {
        throw Error{"'" + command[0] + "' can't be started. Check that it exists"};
    }
    return process;
}

std::array<int, 2> new_pipe() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw Error{"can't open a pipe (too many open files?). Close some files"};
    return ends;
}

double seconds(timeval const& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
}

}  // namespace

Peer::Peer(Words const& command, Words const& settings) {
    name_ = joined(command);
    auto const in = new_pipe(), out = new_pipe();
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], 0);
    posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    process_ = spawned(command, settings, actions);
    posix_spawn_file_actions_destroy(&actions);
    close(in[0]), close(out[1]);
    to_ = fdopen(in[1], "w"), from_ = fdopen(out[0], "r");
    hello_ = answer();
}

Peer::~Peer() {
    std::fclose(to_), std::fclose(from_);
    waitpid(process_, nullptr, 0);
}

Json Peer::ask(std::string const& line) {
    std::fprintf(to_, "%s\n", line.c_str());
    std::fflush(to_);
    return answer();
}

Json Peer::answer() {
    std::string line;
    for (int c; (c = std::fgetc(from_)) != EOF && c != '\n';) line += static_cast<char>(c);
    if (line.empty()) throw Error{"'" + name_ + "' has ended (its message is above). Fix it, or leave it out"};
    return Json::parse(line);
}

Taken run_command(Words const& command) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    double const begin = clock_seconds();
    int const process = spawned(command, {}, actions);
    posix_spawn_file_actions_destroy(&actions);
    int status = 0;
    rusage usage{};
    wait4(process, &status, 0, &usage);
    if (status != 0) throw Error{"'" + joined(command) + "' has failed (its output was discarded). Run it by hand"};
    return {clock_seconds() - begin, seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss};
}

}  // namespace jetseq::bench
