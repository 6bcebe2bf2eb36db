#pragma once
#include <string>

/// Keeps a command from overwriting its own inputs. Every reader calls note_input(), and every OutputFile checks its
/// path here, so that a new command is protected without any code. A file is identified by device and inode: another
/// path, a symbolic link or a hard link to it is the same file. Without an InputProtection nothing is noted or refused.
/// All functions may be called from several threads.
namespace jetseq {

/// Protects the inputs of one run, such as a command or a call of a job by another program: while it lives, no file
/// that the process has read is replaced. What is known of files is forgotten with the last one that lives: of several
/// at a time, none replaces an input of another.
class InputProtection {
public:
    InputProtection();
    ~InputProtection();
    InputProtection(InputProtection const&) = delete;
    InputProtection& operator=(InputProtection const&) = delete;
};

/// Throws Error if `path`, which has been read, has changed since note_input().
void require_unchanged(std::string const& path);

/// Whether the file at `path`, by any name, has been read under the InputProtection. False without one.
bool is_input(std::string const& path);

/// Announces that `path` will be written. Throws Error if it can't be an output (see require_output()).
void announce_output(std::string const& path);

/// Lets the run replace `path` although it reads it: its own record, such as the checkpoint of a resumed run.
void may_replace(std::string const& path);

/// The file that `path` leads to: symbolic links are followed, even the last one to a file that is not there yet.
/// Throws Error if they lead in a circle.
std::string link_target(std::string const& path);

/// Throws Error if `path` is an input or not a regular file: a device, a pipe, a socket, the standard output. Folders
/// pass.
void require_output(std::string const& path);

}  // namespace jetseq
