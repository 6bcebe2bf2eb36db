#pragma once
#include <string>
#include <vector>

namespace jetseq::workflow {

/// The type of a key's value.
enum class KeyType {
    flag,    ///< true or false
    whole,   ///< a whole number
    number,  ///< a finite number
    text,
    word,           ///< one of some words
    texts,          ///< a list, or one text
    wholes,         ///< a list, or one whole number
    numbers,        ///< a list, or one number
    named_texts,    ///< a map whose keys are names that the user chooses
    named_numbers,  ///< the same
    grid,           ///< a map of lists: dotted keys of the same configuration, and values to try
    tree            ///< checked by its reader
};

/// A key of a configuration, a row of the table that drives the rest: reading with type and range, overrides, the
/// effective configuration, docs/reference/configuration.md.
struct Key {
    std::string name;  ///< dotted path, "train.batch_size"; '*' stands for a name that the user chooses
    KeyType type;
    std::string values;     ///< of numbers the interval, "[0, 1)"; "": any. Of words all: "auto | cpu | cuda"
    std::string otherwise;  ///< the default as YAML has it; "required"; or, in parentheses, a description
    std::string when;       ///< condition: "train.schedule: cosine | one_cycle", or a text in parentheses; "": none
    std::string meaning;    ///< with the unit
};
using Keys = std::vector<Key>;

/// The names of a dotted path, one after the other.
std::vector<std::string> parts_of(std::string const& name);

/// The row of the dotted path `name`; nullptr if there is none.
Key const* find_key(Keys const& keys, std::string const& name);

/// The only row's name with the last part of `key`, such as network.cells for cells; "" if there is none, or several.
std::string name_ending_as(Keys const& keys, std::string const& key);

/// True if rows have names that begin with `name` and a dot, and none is `name` itself.
bool is_section(Keys const& keys, std::string const& name);

/// The fault of `text` as the value of `key`, or as one entry of it; "" if there is none.
std::string complaint_about(Key const& key, std::string const& text);

/// "a whole number from 1 to 16", "one of: auto, cpu".
std::string expected(Key const& key);

/// The words of "a | b | c".
std::vector<std::string> alternatives(std::string const& text);

}  // namespace jetseq::workflow
