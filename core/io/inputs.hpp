#pragma once
#include <string>

/// Keeps the inputs of a command safe from its own outputs. Every reader of files notes what it opens, every OutputFile
/// asks before it takes a place, so a new command is covered without doing anything. A file is known by device and
/// inode: another path, a symbolic link or a hard link to it is the same file. Until protect_inputs() nothing is noted
/// or refused. All functions may be called from several threads.
namespace jetseq {

/// From now on this process never replaces a file that it has read. Called once, before the first file is opened.
void protect_inputs();

/// `path` has been read: throws Error if it has changed since note_input().
void require_unchanged(std::string const& path);

/// Whether `path` is a file that this process has read, by any name. False until protect_inputs().
bool is_input(std::string const& path);

/// `path` will be written later. Throws Error if it can't be an output (see require_output()).
void announce_output(std::string const& path);

/// `path` holds this program's own record, which is read and then replaced, such as the checkpoint of a resumed run.
void may_replace(std::string const& path);

/// The file that `path` leads to: symbolic links are followed, the last of them also if nothing is there yet.
/// Throws Error if they lead in a circle.
std::string link_target(std::string const& path);

/// Throws Error if `path` is an input, or no plain file: a device, a pipe, a socket, where the standard output goes.
/// Folders pass.
void require_output(std::string const& path);

}  // namespace jetseq
