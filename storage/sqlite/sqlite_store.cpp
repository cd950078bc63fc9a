#include "storage/sqlite/sqlite_store.hpp"

#include <string>
#include <utility>

#include "storage/sqlite/reader.hpp"
#include "storage/sqlite/wal_gatherer.hpp"
#include "storage/sqlite/writer.hpp"

namespace parley::storage::sqlite {

sqlite_store::sqlite_store(sqlite_options options, holdings held,
                           connection checkpoints)
    : options_{std::move(options)},
      held_{std::move(held)},
      wal_{std::move(checkpoints), options_.wal_limit_bytes} {}

core::result<std::unique_ptr<writer>> sqlite_store::open_writer() {
  auto slot = writer_slot::take(writer_taken_);
  if (!slot)
    return core::failure{core::errc::conflict, "the store has a writer"};
  const bool in_memory = held_.scratch.has_value();
  const bool syncs = !in_memory && options_.sync == durability::full;
  auto db = connection::open(
      {options_.file, syncs ? gathering_vfs(options_.vfs) : options_.vfs},
      access::read_write);
  if (!db) return db.error();
  if (auto ok = db->set_sync(in_memory, options_.sync); !ok) return ok.error();
  // See wal_gatherer: nothing goes to the log before its commit.
  if (syncs)
    if (auto ok = db->execute("PRAGMA cache_spill = OFF"); !ok)
      return ok.error();
  // A log that once grew beyond the limit gives the space back.
  const auto limit =
      "PRAGMA journal_size_limit = " + std::to_string(options_.wal_limit_bytes);
  if (auto ok = db->execute(limit.c_str()); !ok) return ok.error();
  return std::unique_ptr<writer>{
      new sqlite_writer{std::move(*db), wal_, std::move(slot)}};
}

core::result<std::unique_ptr<reader>> sqlite_store::open_reader() {
  auto db = connection::open({options_.file, options_.vfs}, access::read_only);
  if (!db) return db.error();
  return std::unique_ptr<reader>{new sqlite_reader{std::move(*db)}};
}

std::string_view sqlite_store::engine() const {
  return held_.scratch ? "memory" : "sqlite";
}

}  // namespace parley::storage::sqlite
