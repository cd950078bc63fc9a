#pragma once

#include <cstdint>
#include <set>
#include <string_view>
#include <vector>

#include "storage/sqlite/statement.hpp"
#include "storage/sqlite/statements.hpp"

namespace parley::storage::sqlite {

/// Brings the full-text index up to the log, behind the writers' back. How far
/// each room is indexed is stored with the text in one transaction, so a crash
/// at any point repeats or loses nothing. With nothing left to index it merges
/// what it wrote in pieces: a search asks every piece once a room.
class search_index {
 public:
  explicit search_index(connection& db) : db_{db} {}

  /// The room got entries; its next slice will index them.
  void touch(std::int64_t room) { behind_.insert(room); }

  /// The text of an entry has changed, within the transaction that changed it.
  core::result<void> replace(std::int64_t position, std::string_view before,
                             std::string_view after);

  /// Whether advance() has something to do.
  bool idle() const { return scan_done_ && behind_.empty() && merged_; }

  /// One bounded slice, in a transaction of its own.
  core::result<void> advance();

 private:
  struct budget;

  core::result<void> scan_slice();
  core::result<void> write_slice();
  core::result<std::vector<std::int64_t>> index_slice();
  core::result<void> merge_slice();
  core::result<bool> index_room(std::int64_t room, budget& left);
  core::result<core::seq_t> head_of(std::int64_t room);

  connection& db_;
  statement begin_{db_, sql::begin_write};
  statement commit_{db_, sql::commit};
  statement rollback_{db_, sql::rollback};
  statement rooms_{db_, sql::rooms_behind_index};
  statement head_{db_, sql::head};
  statement indexed_{db_, sql::indexed_seq};
  statement entries_{db_, sql::entries_to_index};
  statement insert_{db_, sql::insert_text};
  statement delete_{db_, sql::delete_text};
  statement advance_{db_, sql::set_indexed_seq};
  statement merge_from_{db_, sql::merge_text_from};
  statement merge_{db_, sql::merge_text};

  /// Rooms with entries that are not indexed, in key order: the index wants
  /// ascending row ids within a transaction.
  std::set<std::int64_t> behind_;
  /// At start every room is compared with its head once, in slices.
  std::int64_t scanned_ = 0;
  bool scan_done_ = false;
  bool merges_pairs_ = false;  ///< the index was told to
  bool merged_ = false;
};

}  // namespace parley::storage::sqlite
