#include "data/sequences/object_writer.hpp"

#include <algorithm>
#include <cstring>
#include <set>

#include "core/error.hpp"

namespace jetseq::data {
namespace {

constexpr std::size_t most_rows_of_block = 8192;

/// A row holds the features, then `valid`.
std::vector<h5::Field> fields_of(ObjectChoice const& choice) {
    std::vector<h5::Field> fields{{"valid", h5::bool_type(), choice.features.size() * sizeof(float)}};
    for (std::size_t k = 0; k < choice.features.size(); ++k) {
        fields.push_back({choice.features[k], H5T_NATIVE_FLOAT, k * sizeof(float)});
    }
    return fields;
}

void write_list(h5::NewFile& file, ObjectList const& list) {
    auto const fields = fields_of(list.choice);
    std::size_t const of_features = list.width() * sizeof(float), size = of_features + sizeof(float);
    std::size_t const places = std::max<std::size_t>(1, list.longest());
    file.make_table(list.choice.name, fields, size, list.size(), places);
    std::vector<char> block;
    for (std::size_t first = 0; first < list.size(); first += most_rows_of_block) {
        std::size_t const count = std::min(most_rows_of_block, list.size() - first);
        block.assign(count * places * size, 0);
        for (std::size_t n = 0; n < count; ++n) {
            for (std::size_t i = 0; i < list.length(first + n); ++i) {
                char* const object = block.data() + (n * places + i) * size;
                std::memcpy(object, list.row(first + n) + i * list.width(), of_features);
                object[of_features] = 1;
            }
        }
        file.fill_table(list.choice.name, fields, size, first, count, block.data());
    }
}

}  // namespace

void write_objects(h5::NewFile& file, std::vector<ObjectList> const& lists, std::string const& path) {
    std::set<std::string> names{"events", "variables"};
    for (auto const& list : lists) {
        if (!names.insert(list.choice.name).second) {
            throw Error{path + " can't hold '" + list.choice.name +
                        "' twice (lists of objects of one name, or a list called events or variables). Give it "
                        "another name, or read it once"};
        }
        write_list(file, list);
    }
}

bool replaces_jets(std::vector<ObjectList> const& lists) noexcept {
    return std::any_of(lists.begin(), lists.end(), [](ObjectList const& list) { return list.choice.name == "jets"; });
}

}  // namespace jetseq::data
