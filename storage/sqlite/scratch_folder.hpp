#pragma once

#include <filesystem>
#include <utility>

#include "core/result.hpp"

namespace parley::storage::sqlite {

/// A folder of our own for a database that need not outlive the process;
/// removed on destruction.
///
/// The in-memory store is a database in such a folder, on a memory file system
/// where there is room. SQLite's own in-memory databases have no write-ahead
/// log: shared between connections, their readers and writer would block each
/// other, which the port promises they do not.
class scratch_folder {
 public:
  /// Creates one, and removes those that crashed processes left behind.
  static core::result<scratch_folder> create();

  const std::filesystem::path& path() const { return path_; }

  scratch_folder(scratch_folder&& other) noexcept
      : path_{std::exchange(other.path_, {})},
        lock_{std::exchange(other.lock_, -1)} {}
  scratch_folder& operator=(scratch_folder&&) = delete;
  ~scratch_folder();

 private:
  scratch_folder(std::filesystem::path path, int lock)
      : path_{std::move(path)}, lock_{lock} {}

  std::filesystem::path path_;
  int lock_;  ///< descriptor of the folder, locked while we live
};

}  // namespace parley::storage::sqlite
