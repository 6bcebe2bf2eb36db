#pragma once
#include <cstdint>
#include <cstring>
#include <string>
#include <type_traits>
#include <vector>

#include "core/error.hpp"
#include "core/io/output_file.hpp"
#include "core/io/read_file.hpp"

/// Lists in numpy's format 1.0, which trainers in Python read too.
namespace jetseq::bench {

/// `numbers`: a list with data() and size().
template <class List>
void write_npy(std::string const& path, List const& numbers, std::size_t columns = 1) {
    using Number = std::remove_cv_t<std::remove_pointer_t<decltype(numbers.data())>>;
    static_assert(std::is_same_v<Number, float> || std::is_same_v<Number, std::uint64_t>);
    std::string const type = std::is_same_v<Number, float> ? "<f4" : "<u8";
    std::string const shape = columns == 1 ? std::to_string(numbers.size()) + ","
                                           : std::to_string(numbers.size() / columns) + ", " + std::to_string(columns);
    std::string header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }";
    header.resize(117, ' ');  // 128 bytes with the 10 bytes before and the newline
    std::string file{"\x93NUMPY\x01\x00\x76\x00", 10};
    file += header + '\n';
    file.append(reinterpret_cast<char const*>(numbers.data()), numbers.size() * sizeof(Number));
    write_file(path, file);
}

/// The numbers of a file written by write_npy() or numpy; their type must be `Number`.
template <class Number>
std::vector<Number> read_npy(std::string const& path) {
    std::string const file = read_file(path);
    std::uint16_t header = 0;
    if (file.size() >= 10) std::memcpy(&header, file.data() + 8, 2);
    std::size_t const begin = 10U + header;
    if (file.size() < begin || file.compare(1, 5, "NUMPY") != 0 || (file.size() - begin) % sizeof(Number) != 0) {
        throw Error{path + " is not a list in numpy's format. Make it again"};
    }
    std::vector<Number> numbers((file.size() - begin) / sizeof(Number));
    std::memcpy(numbers.data(), file.data() + begin, numbers.size() * sizeof(Number));
    return numbers;
}

}  // namespace jetseq::bench
