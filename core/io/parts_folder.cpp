#include "core/io/parts_folder.hpp"

#include <filesystem>

#include "core/io/output_folder.hpp"
#include "core/io/temporary_name.hpp"

namespace jetseq {

void require_parts_folder(std::string const& folder) {
    require_no_link(folder);
    require_folder_or_nothing(folder);
}

void remove_parts_folder(std::string const& folder, std::vector<std::string> const& parts) {
    std::error_code ignored;
    for (auto const& part : parts) std::filesystem::remove(part, ignored);
    remove_stale_temporaries(folder);
    std::filesystem::remove(folder, ignored);
}

}  // namespace jetseq
