#include "train/loop/tensorboard.hpp"

#include <array>
#include <cmath>
#include <cstring>
#include <ctime>
#include <fstream>

#include "core/error.hpp"
#include "core/io/output_file.hpp"

namespace jetseq::train {
namespace {

constexpr char const* file_name = "/events.out.tfevents.0.jetseq";  // TensorBoard looks for "tfevents"

constexpr std::array<std::uint32_t, 256> crc_table() {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t n = 0; n < 256; ++n) {
        std::uint32_t crc = n;
        for (int bit = 0; bit < 8; ++bit) crc = crc & 1 ? crc >> 1 ^ 0x82f63b78U : crc >> 1;
        table[n] = crc;
    }
    return table;
}

/// Little-endian bytes of a number.
template <class T>
std::string bytes_of(T number) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &number, sizeof number);  // all supported machines are little-endian
    std::string bytes;
    for (std::size_t n = 0; n < sizeof number; ++n) bytes += static_cast<char>(bits >> 8 * n & 0xff);
    return bytes;
}

/// TFRecord's checksum: rotated, so that a checksum over checksums is not zero.
std::string masked_crc(std::string_view bytes) {
    std::uint32_t const crc = crc32c(bytes);
    return bytes_of((crc >> 15 | crc << 17) + 0xa282ead8U);
}

std::string framed(std::string const& message) {
    auto const length = bytes_of(static_cast<std::uint64_t>(message.size()));
    return length + masked_crc(length) + message + masked_crc(message);
}

// Protobuf: a field is a varint (number << 3 | wire type), then its value.
enum WireType : std::uint64_t { varint = 0, eight_bytes = 1, with_length = 2, four_bytes = 5 };

std::string varint_of(std::uint64_t value) {
    std::string bytes;
    for (; value > 127; value >>= 7) bytes += static_cast<char>(value | 128);
    return bytes + static_cast<char>(value);
}

std::string key(std::uint64_t field, WireType type) { return varint_of(field << 3 | type); }

std::string text_field(std::uint64_t field, std::string const& text) {
    return key(field, with_length) + varint_of(text.size()) + text;
}

/// Event.wall_time.
std::string time_field(double wall_time) { return key(1, eight_bytes) + bytes_of(wall_time); }

/// Summary.value, with its tag and simple_value.
std::string scalar(std::string const& tag, double value) {
    if (!std::isfinite(value)) return "";
    return text_field(1, text_field(1, tag) + key(2, four_bytes) + bytes_of(static_cast<float>(value)));
}

double now() { return static_cast<double>(std::time(nullptr)); }

}  // namespace

std::uint32_t crc32c(std::string_view bytes) noexcept {
    static constexpr auto table = crc_table();
    std::uint32_t crc = ~0U;
    for (char const byte : bytes) crc = crc >> 8 ^ table[(crc ^ static_cast<unsigned char>(byte)) & 0xff];
    return ~crc;
}

std::string tensorboard_opening(double wall_time) {
    return framed(time_field(wall_time) + text_field(3, "brain.Event:2"));
}

std::string tensorboard_record(EpochRecord const& epoch, double wall_time) {
    std::string const summary =
        scalar("learning_rate", epoch.learning_rate) + scalar("loss/train", epoch.train_loss) +
        scalar("loss/validation", epoch.validation_loss) + scalar("loss/average", epoch.average_loss) +
        scalar("auc/validation", epoch.validation_auc) + scalar("auc/average", epoch.average_auc) +
        scalar("residual/bias", epoch.validation_bias) + scalar("residual/width", epoch.validation_width) +
        scalar("seconds", epoch.seconds) + scalar("events_per_second", epoch.events_per_second);
    return framed(time_field(wall_time) + key(2, varint) + varint_of(static_cast<std::uint64_t>(epoch.epoch)) +
                  text_field(5, summary));
}

void write_tensorboard(std::string const& run_directory, std::vector<EpochRecord> const& history) {
    std::string all = tensorboard_opening(now());
    for (auto const& epoch : history) all += tensorboard_record(epoch, now());
    write_file(run_directory + file_name, all);
}

void add_to_tensorboard(std::string const& run_directory, EpochRecord const& epoch) {
    std::string const path = run_directory + file_name;
    std::ofstream file{path, std::ios::binary | std::ios::app};
    file << tensorboard_record(epoch, now()) << std::flush;
    if (!file) throw Error{"can't write " + path + " (is the disk full?). Make room and resume"};
}

}  // namespace jetseq::train
