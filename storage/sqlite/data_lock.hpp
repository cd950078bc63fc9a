#pragma once

#include <filesystem>
#include <optional>
#include <utility>

#include "core/result.hpp"

namespace parley::storage::sqlite {

/// The claim of one server process on a database: a lock on `<file>.lock` that
/// the kernel drops when the process ends, however it ends.
class data_lock {
 public:
  /// Fails with storage_failed when another process holds it.
  static core::result<data_lock> take(const std::filesystem::path& database);

  data_lock(data_lock&& other) noexcept : fd_{std::exchange(other.fd_, -1)} {}
  data_lock& operator=(data_lock&&) = delete;
  ~data_lock();

 private:
  explicit data_lock(int fd) : fd_{fd} {}

  int fd_;
};

}  // namespace parley::storage::sqlite
