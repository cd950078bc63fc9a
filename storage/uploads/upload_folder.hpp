#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/result.hpp"

namespace parley::storage::uploads {

/// Which of an upload's files.
enum class part : unsigned char { original, thumbnail };

/// Where the bytes of uploads are: `<root>/<two hex digits>/<id>`, and what is
/// not whole yet in `<root>/drafts`. All names are made here. Thread safe; each
/// function may wait for the disk.
class upload_folder {
 public:
  /// Creates the folders, and removes the drafts of a process that crashed.
  static core::result<std::unique_ptr<upload_folder>> open(
      std::filesystem::path root);

  /// A name for a draft, which nobody else gets.
  std::filesystem::path draft_path() const;

  /// Moves a complete file to its place, durably.
  core::result<void> keep(const std::filesystem::path& draft,
                          core::upload_id id, part which) const;

  /// A descriptor to read from, which the caller closes; gone without a file.
  core::result<int> read(core::upload_id id, part which) const;

  /// Removes what is there of an upload.
  void remove(core::upload_id id) const noexcept;

  static constexpr unsigned shards = 256;

  /// Uploads of one of the `shards` that have had a file since before `age`
  /// ago: younger ones may not be known to the store yet.
  std::vector<core::upload_id> list(unsigned shard,
                                    std::chrono::seconds age) const;

 private:
  explicit upload_folder(std::filesystem::path root) : root_(std::move(root)) {}

  std::filesystem::path path_of(core::upload_id id, part which) const;

  std::filesystem::path root_;
};

/// A folder for uploads of a store in memory: removed with the last holder.
core::result<std::shared_ptr<upload_folder>> open_scratch_uploads();

}  // namespace parley::storage::uploads
