#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "storage/uploads/upload_folder.hpp"

namespace parley::storage::uploads {

/// An upload that is still arriving, or being looked at. Unless it was kept,
/// nothing of it stays on the disk. Used by one thread at a time; each function
/// may wait for the disk.
class draft {
 public:
  static core::result<std::unique_ptr<draft>> begin(
      const upload_folder& folder);
  ~draft();
  draft(const draft&) = delete;
  draft& operator=(const draft&) = delete;

  core::result<void> write(std::string_view bytes);

  /// No more is written: on the disk, with power loss or without.
  core::result<void> finish();

  /// The file at `better_path` takes the place of what was written.
  core::result<void> replace_by_better();

  /// Brings the file at `thumbnail_path` to the disk; its size.
  core::result<std::uint64_t> sync_thumbnail();

  /// Moves everything to the upload's place.
  core::result<void> keep_as(core::upload_id id, bool with_thumbnail);

  std::uint64_t bytes() const { return bytes_; }
  /// Raw bytes; valid once finished or replaced.
  const std::string& sha256() const { return sha256_; }
  const std::string& path() const { return path_; }
  /// Where others may put a thumbnail and a better version of the file.
  std::string thumbnail_path() const { return path_ + ".thumb"; }
  std::string better_path() const { return path_ + ".better"; }

 private:
  class digest;

  draft(const upload_folder& folder, std::string path, int file);

  const upload_folder& folder_;
  std::string path_;
  int file_;
  std::uint64_t bytes_ = 0;
  std::unique_ptr<digest> digest_;
  std::string sha256_;
};

}  // namespace parley::storage::uploads
