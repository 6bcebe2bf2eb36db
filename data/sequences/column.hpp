#pragma once
#include <cstddef>
#include <cstring>
#include <initializer_list>
#include <string>
#include <type_traits>
#include <utility>

namespace jetseq::data {

/// Bytes in memory or, after move_to_file(), in an unnamed file that is mapped into memory, of which the system keeps
/// the used parts.
class Storage {
public:
    Storage() = default;
    ~Storage();
    Storage(Storage&& other) noexcept { swap(other); }
    Storage& operator=(Storage&& other) noexcept { return swap(other), *this; }

    std::byte* data() const noexcept { return data_; }
    std::size_t capacity() const noexcept { return capacity_; }
    bool in_file() const noexcept { return file_ >= 0; }

    /// Makes room for `bytes` and keeps the content. Throws Error if the disk has no room, std::bad_alloc if there is
    /// no memory.
    void reserve(std::size_t bytes);

    /// Moves the content, and all that is added later, into a file in `directory` that vanishes with this object.
    void move_to_file(std::string const& directory);

private:
    void swap(Storage& other) noexcept;
    void map(std::size_t bytes);

    std::byte* data_ = nullptr;
    std::size_t capacity_ = 0;
    int file_ = -1;
    std::string directory_;
};

/// A growing list of trivially copyable values.
template <class T>
class Column {
    static_assert(std::is_trivially_copyable_v<T>);

public:
    Column() = default;
    Column(std::initializer_list<T> values) {
        for (T const& value : values) push_back(value);
    }
    Column(Column const& other) { append(other.data(), other.size()); }  // into memory
    Column& operator=(Column const& other) {
        if (this != &other) size_ = 0, append(other.data(), other.size());
        return *this;
    }
    Column(Column&& other) noexcept : storage_{std::move(other.storage_)}, size_{std::exchange(other.size_, 0)} {}
    Column& operator=(Column&& other) noexcept {
        std::swap(size_, other.size_);
        storage_ = std::move(other.storage_);
        return *this;
    }

    T* data() noexcept { return reinterpret_cast<T*>(storage_.data()); }
    T const* data() const noexcept { return reinterpret_cast<T const*>(storage_.data()); }
    std::size_t size() const noexcept { return size_; }
    bool empty() const noexcept { return size_ == 0; }
    T& operator[](std::size_t n) noexcept { return data()[n]; }
    T const& operator[](std::size_t n) const noexcept { return data()[n]; }
    T* begin() noexcept { return data(); }
    T* end() noexcept { return data() + size_; }
    T const* begin() const noexcept { return data(); }
    T const* end() const noexcept { return data() + size_; }
    T const& front() const noexcept { return data()[0]; }
    T const& back() const noexcept { return data()[size_ - 1]; }

    void reserve(std::size_t count) { storage_.reserve(count * sizeof(T)); }
    void push_back(T const& value) {
        T const copy = value;  // `value` may be an element of this column
        append(&copy, 1);
    }
    void append(T const* values, std::size_t count) {
        std::size_t const bytes = (size_ + count) * sizeof(T);
        if (bytes > storage_.capacity()) storage_.reserve(bytes + bytes / 2);
        if (count > 0) std::memcpy(data() + size_, values, count * sizeof(T));
        size_ += count;
    }

    /// New values are zero bytes.
    void resize(std::size_t count) {
        storage_.reserve(count * sizeof(T));
        if (count > size_) std::memset(static_cast<void*>(data() + size_), 0, (count - size_) * sizeof(T));
        size_ = count;
    }

    std::size_t bytes() const noexcept { return size_ * sizeof(T); }
    bool in_file() const noexcept { return storage_.in_file(); }
    void move_to_file(std::string const& directory) { storage_.move_to_file(directory); }

    friend bool operator==(Column const& a, Column const& b) noexcept {
        return a.size_ == b.size_ && (a.size_ == 0 || std::memcmp(a.data(), b.data(), a.bytes()) == 0);
    }

private:
    Storage storage_;
    std::size_t size_ = 0;
};

}  // namespace jetseq::data
