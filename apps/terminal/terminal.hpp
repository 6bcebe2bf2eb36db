#pragma once
#include <string>
#include <vector>

#include "apps/terminal/progress.hpp"
#include "core/io/old_outputs.hpp"
#include "core/io/output_folder.hpp"
#include "workflow/listener.hpp"

namespace jetseq::apps {

/// Prints what a job reports to standard error; stops the job at Ctrl-C, SIGTERM or SIGHUP once catch_interrupts() is
/// called.
class Terminal : public workflow::Listener {
public:
    void note(std::string const& text) override;
    void warning(std::string const& text) override;
    void progress(double fraction, std::string const& text) override { bar_.show(fraction, text); }
    void step(std::string const& line) override { bar_.line(line); }
    bool stop() const noexcept override;

    void notes(std::vector<std::string> const& texts);

private:
    ProgressBar bar_;
};

/// Removes the files that an earlier run of the command has left in `folder` (core/io/old_outputs.hpp), with a note.
void remove_leftovers(std::string const& folder, std::vector<OwnFiles> const& own,
                      std::vector<std::string> const& written);

/// Locks the folder `path` for this process. If another process writes to it, notes that and waits.
OutputFolder folder_when_free(std::string const& path);

}  // namespace jetseq::apps
