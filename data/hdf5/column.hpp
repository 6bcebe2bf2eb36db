#pragma once
#include <cstddef>
#include <cstring>
#include <initializer_list>
#include <string>
#include <type_traits>
#include <utility>

namespace jetseq {

/// Bytes in memory or, once told so, in a nameless file mapped into memory, of which the system keeps what is being
/// used.
class Storage {
public:
    Storage() = default;
    ~Storage();
    Storage(Storage&& other) noexcept { swap(other); }
    Storage& operator=(Storage&& other) noexcept { return swap(other), *this; }

    std::byte* data() const noexcept { return data_; }
    std::size_t capacity() const noexcept { return capacity_; }
    bool in_file() const noexcept { return file_ >= 0; }

    /// Makes room for `bytes`, keeping what is there. Throws Error where the disk has no room, std::bad_alloc where
    /// memory has none.
    void reserve(std::size_t bytes);

    /// Moves what is there, and all that will be, into a file in `directory` that vanishes with this object.
    void move_to_file(std::string const& directory);

private:
    void swap(Storage& other) noexcept;
    void map(std::size_t bytes);

    std::byte* data_ = nullptr;
    std::size_t capacity_ = 0;
    int file_ = -1;
    std::string directory_;
};

/// A list that grows, of values that may be copied byte by byte.
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
        T const copy = value;  // `value` may lie in this column
        append(&copy, 1);
    }
    void append(T const* values, std::size_t count) {
        std::size_t const bytes = (size_ + count) * sizeof(T);
        if (bytes > storage_.capacity()) storage_.reserve(bytes + bytes / 2);
        if (count > 0) std::memcpy(data() + size_, values, count * sizeof(T));
        size_ += count;
    }

    /// New values are of zero bytes.
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

}  // namespace jetseq
