#pragma once

#include <optional>
#include <vector>

#include "tests/storage/fault_vfs.hpp"
#include "tests/storage/store_fixture.hpp"

namespace parley::storage::tests {

/// A store on a disk that fails on demand, with one user and her room.
struct failing_world {
  enum class sectors : std::uint8_t { kept, torn };

  explicit failing_world(sectors how = sectors::kept) {
    if (how == sectors::torn) disk.tear_sectors();
    auto options = folder.options();
    options.vfs = disk.name();
    opened = must(open_sqlite(options));
    in.emplace(*opened);
    ann = in->user("ann");
    room = in->room("r", ann);
  }

  /// The room's log as the next start finds it, on a disk that works.
  std::vector<core::log_entry> log_after_restart() {
    in.reset();
    opened = nullptr;
    opened = must(open_sqlite(folder.options()));
    return session{*opened}.log(room.id);
  }

  temporary_folder folder;
  fault_vfs disk;
  std::unique_ptr<store> opened;
  std::optional<session> in;
  core::user ann;
  core::room room;
};

}  // namespace parley::storage::tests
