#include "data/hdf5/open_dataset.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <functional>
#include <numeric>

namespace jetseq::data::h5 {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t usual_cache = 1 << 20;    // HDF5's own
constexpr std::size_t largest_cache = 1 << 30;  // memory for the chunks of one dataset
constexpr std::size_t cache_slots = 10'007;     // a prime, many more than there are chunks in a large cache
constexpr int most_nested_files = 8;            // more means a cycle of virtual datasets

std::string filter_advice(H5Z_filter_t filter) {
    switch (filter) {
        case 32004:
            return "LZ4; install Debian's hdf5-filter-plugin, or pip's hdf5plugin and set HDF5_PLUGIN_PATH";
        case 32015:
            return "zstd; install pip's hdf5plugin and set HDF5_PLUGIN_PATH";
        case 32000:
            return "LZF; write the file again with compression='gzip'";
        default:
            return "number " + std::to_string(filter) + "; install its plugin and set HDF5_PLUGIN_PATH";
    }
}

using Extent = std::array<hsize_t, H5S_MAX_RANK>;  ///< 1 for axes beyond the rank

Extent extent_of(hid_t space) {
    Extent extent;
    extent.fill(1);
    H5Sget_simple_extent_dims(space, extent.data(), nullptr);
    return extent;
}

hsize_t elements(Extent const& extent) {
    return std::accumulate(extent.begin(), extent.end(), hsize_t{1}, std::multiplies<>{});
}

/// A text of HDF5, whose function returns its length first.
template <class Get>
std::string text_from(Get const& get) {
    std::string text(static_cast<std::size_t>(std::max<ssize_t>(0, get(nullptr, 0))) + 1, '\0');
    get(text.data(), text.size());
    text.pop_back();
    return text;
}

/// An open dataset, with what is needed to judge how it is stored.
struct Stored {
    Stored(hid_t dataset, std::string file_path, std::string const& name_in_file)
        : id{dataset},
          file{std::move(file_path)},
          name{name_in_file[0] == '/' ? name_in_file : "/" + name_in_file},
          place{file + ": " + name},
          creation{H5Dget_create_plist(id), H5Pclose},
          space{H5Dget_space(id), H5Sclose},
          extent{extent_of(space)} {}

    /// The size of a chunk along each axis; only for chunked datasets.
    Extent chunk() const {
        Extent size;
        size.fill(1);
        H5Pget_chunk(creation, static_cast<int>(size.size()), size.data());
        return size;
    }

    hid_t id;
    std::string file, name, place;  ///< path; "/jets"; "a.h5: /jets"
    Handle creation, space;
    Extent extent;
};

void require_filters(Stored const& dataset) {
    hid_t const creation = dataset.creation;
    for (int i = 0, count = H5Pget_nfilters(creation); i < count; ++i) {
        unsigned flags = 0;
        std::size_t parameters = 0;
        H5Z_filter_t const filter =
            H5Pget_filter2(creation, static_cast<unsigned>(i), &flags, &parameters, nullptr, 0, nullptr, nullptr);
        if (H5Zfilter_avail(filter) > 0) continue;
        throw Error{dataset.place + " is compressed with a filter this machine lacks (" + filter_advice(filter) + ")"};
    }
}

/// Throws Error if the numbers are outside the file: they may be missing or short, and HDF5 does not report the latter.
void require_inside(Stored const& dataset) {
    if (H5Pget_external_count(dataset.creation) <= 0) return;
    std::array<char, 200> name{};
    H5Pget_external(dataset.creation, 0, name.size() - 1, name.data(), nullptr, nullptr);
    throw Error{dataset.place + " keeps its numbers in another file, " + name.data() +
                " (external raw data, which may be missing or short). Bring them in with h5repack"};
}

hsize_t chunks_of(Stored const& dataset) {
    Extent const chunk = dataset.chunk();
    hsize_t all = 1;
    for (std::size_t i = 0; i < chunk.size(); ++i) all *= (dataset.extent[i] + chunk[i] - 1) / chunk[i];
    return all;
}

/// Throws Error if rows were never written, as by a job that ended too early: HDF5 reads them as zeros.
void require_written(Stored const& dataset) {
    if (elements(dataset.extent) == 0) return;
    bool is_written = H5Dget_storage_size(dataset.id) > 0;
    hsize_t written = 0;
    bool const is_chunked = H5Pget_layout(dataset.creation) == H5D_CHUNKED;
    if (is_chunked && H5Dget_num_chunks(dataset.id, dataset.space, &written) >= 0) {
        is_written = written >= chunks_of(dataset);
    }
    if (is_written) return;
    throw Error{dataset.place +
                " has rows that were never written (HDF5 would read zeros; did the job that writes them end too "
                "early?). Make the file again"};
}

/// "2048x10", for h5repack.
std::string small_chunk(Stored const& dataset) {
    std::string text = "2048";
    int const axes = H5Sget_simple_extent_ndims(dataset.space);
    for (int i = 1; i < axes; ++i) text += "x" + std::to_string(dataset.extent[static_cast<std::size_t>(i)]);
    return text;
}

/// Bytes of all chunks that one row crosses, if they are compressed. Throws Error if they are too many to be cached,
/// because each would be decompressed again for every block of rows.
std::size_t bytes_of_chunks(Stored const& dataset) {
    bool const is_compressed = H5Pget_layout(dataset.creation) == H5D_CHUNKED && H5Pget_nfilters(dataset.creation) > 0;
    if (!is_compressed) return 0;
    Extent const chunk = dataset.chunk();
    hsize_t bytes = chunk[0] * H5Tget_size(Handle{H5Dget_type(dataset.id), H5Tclose});
    for (std::size_t i = 1; i < chunk.size(); ++i) {
        bytes *= (dataset.extent[i] + chunk[i] - 1) / chunk[i] * chunk[i];
    }
    if (bytes <= largest_cache) return bytes;
    throw Error{dataset.place + " has compressed chunks of " + std::to_string(chunk[0]) + " rows, " +
                std::to_string(bytes >> 20) + " MiB (more than " + std::to_string(largest_cache >> 20) +
                " MiB are not kept in memory, and each would be decompressed for every block of rows). Write smaller " +
                "ones: h5repack -l " + dataset.name + ":CHUNK=" + small_chunk(dataset) + " OLD NEW"};
}

std::size_t require_sources(Stored const& dataset, int depth);

/// Throws Error unless all rows can be read here. Returns the bytes of the chunks that one row crosses.
std::size_t require_readable(Stored const& dataset, int depth) {
    require_filters(dataset);
    require_inside(dataset);
    if (H5Pget_layout(dataset.creation) == H5D_VIRTUAL) return require_sources(dataset, depth);
    require_written(dataset);
    return bytes_of_chunks(dataset);
}

/// The path at which HDF5 finds a source: beside the virtual dataset's file, or as named.
std::string path_of_source(std::string const& file, std::string const& source) {
    if (source == ".") return file;
    auto const beside = (fs::path{file}.parent_path() / source).string();
    return fs::exists(beside) ? beside : source;
}

/// True if source `i` of a virtual dataset, of this extent, holds all that is read from it.
bool is_long_enough(hid_t creation, std::size_t i, Extent const& extent) {
    Handle const to{H5Pget_virtual_vspace(creation, i), H5Sclose}, from{H5Pget_virtual_srcspace(creation, i), H5Sclose};
    Extent first{}, last{};
    if (H5Sget_select_bounds(from, first.data(), last.data()) < 0) return true;  // unlimited
    auto const wanted = H5Sget_select_npoints(to);
    if (wanted > 0 && static_cast<hsize_t>(wanted) > elements(extent)) return false;
    return std::equal(last.begin(), last.end(), extent.begin(), std::less<>{});
}

/// Checks one source of a virtual dataset: HDF5 itself reads zeros if it is missing.
std::size_t require_source(Stored const& dataset, std::size_t i, int depth) {
    hid_t const creation = dataset.creation;
    auto const source = text_from([&](char* to, std::size_t n) { return H5Pget_virtual_filename(creation, i, to, n); });
    auto const name = text_from([&](char* to, std::size_t n) { return H5Pget_virtual_dsetname(creation, i, to, n); });
    if (source.find("%b") != std::string::npos || name.find("%b") != std::string::npos) {
        throw Error{dataset.place + " is a virtual dataset of counted sources, " + source +
                    " (one that is missing would be read as zeros). Name the sources themselves, as a glob"};
    }
    std::string const path = path_of_source(dataset.file, source);
    try {
        InputFile const file{path};
        if (!file.has(name)) throw Error{path + " has no dataset " + name + ". Bring the right source files along"};
        Handle const opened{H5Dopen2(file.id(), name.c_str(), H5P_DEFAULT), H5Dclose};
        if (opened < 0) throw Error{path + " has no readable dataset " + name + ". Make it again"};
        Stored const stored{opened, path, name};
        if (!is_long_enough(creation, i, stored.extent)) {
            throw Error{stored.place + " is shorter than what is read of it. Bring the right source files along"};
        }
        return require_readable(stored, depth + 1);
    } catch (Error const& error) {
        throw Error{dataset.place + " is a virtual dataset, one source of which is unusable: " + error.what()};
    }
}

/// Throws Error if rows of a virtual dataset have no source, because HDF5 reads them as zeros.
void require_all_mapped(Stored const& dataset, std::size_t sources) {
    Handle mapped;
    for (std::size_t i = 0; i < sources; ++i) {
        Handle space{H5Pget_virtual_vspace(dataset.creation, i), H5Sclose};
        if (H5Sget_select_type(space) == H5S_SEL_ALL) return;
        if (H5Sget_select_npoints(space) < 0) return;  // unlimited: as many rows as the sources have
        mapped = i == 0 ? std::move(space) : Handle{H5Scombine_select(mapped, H5S_SELECT_OR, space), H5Sclose};
    }
    hsize_t const found = sources == 0 ? 0 : static_cast<hsize_t>(H5Sget_select_npoints(mapped));
    if (found == elements(dataset.extent)) return;
    throw Error{dataset.place + " is a virtual dataset with " + std::to_string(elements(dataset.extent) - found) +
                " of " + std::to_string(elements(dataset.extent)) +
                " elements that no source fills (HDF5 would read zeros). Make it again"};
}

std::size_t require_sources(Stored const& dataset, int depth) {
    if (depth > most_nested_files) throw Error{dataset.place + " is a virtual dataset of itself. Make it again"};
    std::size_t sources = 0, bytes = 0;
    H5Pget_virtual_count(dataset.creation, &sources);
    for (std::size_t i = 0; i < sources; ++i) bytes = std::max(bytes, require_source(dataset, i, depth));
    require_all_mapped(dataset, sources);
    return bytes;
}

Handle opened(InputFile const& file, std::string const& name, hid_t access) {
    Handle dataset{H5Dopen2(file.id(), name.c_str(), access), H5Dclose};
    if (dataset >= 0) return dataset;
    throw Error{file.path() + ": /" + name + " can't be opened as a dataset (" + likely_cause(last_reason()) +
                "). Name a compound dataset; a damaged file, copy or make again"};
}

}  // namespace

Handle open_dataset(InputFile const& file, std::string const& name) {
    Handle dataset = opened(file, name, H5P_DEFAULT);
    std::size_t bytes = 0;
    {
        Stored const stored{dataset, file.path(), name};
        bytes = require_readable(stored, 0);
    }
    if (bytes <= usual_cache) return dataset;
    // With a smaller cache, HDF5 would decompress such chunks again for each part that is read.
    Handle const access{H5Pcreate(H5P_DATASET_ACCESS), H5Pclose};
    H5Pset_chunk_cache(access, cache_slots, bytes + usual_cache, 1);
    dataset = Handle{};
    return opened(file, name, access);
}

}  // namespace jetseq::data::h5
