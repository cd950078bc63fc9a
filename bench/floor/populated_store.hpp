#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/model.hpp"
#include "storage/store.hpp"

namespace parley::bench {

/// A fresh SQLite store with one user, one group and its rooms, into which
/// messages can be inserted as fast as it takes them. Its files are removed
/// at the end. Every failure is thrown as run_error.
class populated_store {
 public:
  struct plan {
    std::filesystem::path directory;
    bool relaxed = false;  ///< synchronous=NORMAL instead of FULL
    unsigned rooms = 0;
    unsigned content_bytes = 0;
  };

  explicit populated_store(const plan& how);
  ~populated_store();
  populated_store(const populated_store&) = delete;
  populated_store& operator=(const populated_store&) = delete;

  /// One batch of messages, over the rooms in turn, and its commit.
  void insert(unsigned batch);

 private:
  void populate(unsigned rooms);
  void create_room(unsigned number, const core::user& author,
                   const core::group& parent);
  storage::append_message next_message();
  void remove_files() const;

  std::filesystem::path file_;
  std::string content_;
  std::unique_ptr<storage::store> store_;
  std::unique_ptr<storage::writer> writer_;
  core::user_card author_;
  std::vector<core::room_id> rooms_;
  std::uint64_t sent_ = 0;
};

}  // namespace parley::bench
