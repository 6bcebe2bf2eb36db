/// `jetseq select` without LibTorch, so that sanitizers see all of it: scripts/sanitize.

#include <exception>
#include <iostream>

#include "jetseq/apps/command.hpp"

int main(int argc, char** argv) {
    try {
        return jetseq::run_select(argc, argv);
    } catch (std::exception const& error) {
        std::cerr << "jetseq: " << error.what() << '\n';
        return 1;
    }
}
