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

/// A fresh SQLite store with one group and its rooms, whose members speak in
/// turn, into which messages can be inserted as fast as it takes them. Its
/// files are removed at the end. Every failure is thrown as run_error.
class populated_store {
 public:
  struct plan {
    std::filesystem::path directory;
    bool relaxed = false;  ///< synchronous=NORMAL instead of FULL
    unsigned rooms = 0;
    unsigned members = 0;  ///< of each room; each is in one only
    unsigned content_bytes = 0;
  };

  explicit populated_store(const plan& how);
  ~populated_store();
  populated_store(const populated_store&) = delete;
  populated_store& operator=(const populated_store&) = delete;

  /// One batch of messages, over the members in turn, and its commit.
  void insert(unsigned batch);

 private:
  struct speaker {
    core::user_card who;
    core::room_id room;
  };

  void populate(const plan& how);
  core::user create_user();
  core::room_id create_room(const core::user& owner, const core::group& parent);
  void add_member(const core::group& parent, core::room_id room,
                  const core::user& who);
  storage::append_message next_message();
  void remove_files() const;

  std::filesystem::path file_;
  std::string content_;
  std::unique_ptr<storage::store> store_;
  std::unique_ptr<storage::writer> writer_;
  std::vector<speaker> speakers_;
  unsigned users_ = 0;
  std::uint64_t sent_ = 0;
};

}  // namespace parley::bench
