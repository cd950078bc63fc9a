// That a deleted room leaves no row in any table but its own.

#include "storage/sqlite/connection.hpp"
#include "tests/storage/store_fixture.hpp"

namespace parley::storage::tests {

namespace {

/// Rows that speak of a room that is deleted.
std::int64_t rows_left(const temporary_folder& folder) {
  auto db = must(
      sqlite::connection::open({folder.file(), {}}, sqlite::access::read_only));
  std::int64_t rows = 0;
  for (auto [table, room] : {std::pair{"entries", "position >> 32"},
                             {"room_changes", "position >> 32"},
                             {"member_changes", "position >> 32"},
                             {"reactions", "message >> 32"},
                             {"mentions", "message >> 32"},
                             {"drafts", "room"},
                             {"scheduled", "room"},
                             {"room_members", "room"}}) {
    const auto sql = std::string{"SELECT count(*) FROM "} + table + " WHERE " +
                     room +
                     " IN (SELECT key FROM rooms WHERE deleted_at NOT NULL)";
    rows += must(db.query_number(sql.c_str()));
  }
  return rows;
}

}  // namespace

TEST_CASE("sqlite: a deleted room leaves no rows, whenever one was stopped",
          "[storage][purge]") {
  temporary_folder folder;
  {
    auto opened = must(open_sqlite(folder.options()));
    session in{*opened};
    const auto ann = in.user("ann");
    const auto room = in.room("r", ann);
    for (int i = 0; i < 20; ++i) {
      auto message = make_message(room, ann, "needle");
      message.value.mentions.channel = true;
      const auto id = must(in.apply(message)).id;
      must(in.apply(append_change{room.id,
                                  id,
                                  ann.id,
                                  core::now(),
                                  core::entry_kind::reacted,
                                  "+1",
                                  {}}));
    }
    if (GENERATE(true, false)) in.maintain();  // indexed when it is deleted
    must(in.apply(set_draft{ann.id, {room.id, "a draft", {}, core::now()}}));
    must(in.apply(delete_room{room.id}));
    REQUIRE(rows_left(folder) > 80);
    for (int i = 0; i < 6; ++i) CHECK(must(in.apply(purge_rooms{10})));
    REQUIRE(rows_left(folder) > 0);
  }

  auto opened = must(open_sqlite(folder.options()));
  session in{*opened};
  while (must(in.apply(purge_rooms{10}))) {
  }
  in.maintain();

  CHECK(rows_left(folder) == 0);
  auto db = must(sqlite::connection::open({folder.file(), {}},
                                          sqlite::access::read_write));
  CHECK(must(db.query_number("SELECT count(*) FROM rooms")) == 1);
  CHECK(must(db.query_number("SELECT count(*) FROM entries_text "
                             "WHERE entries_text MATCH 'needle'")) == 0);
  must(
      db.execute("INSERT INTO entries_text(entries_text, rank) "
                 "VALUES('integrity-check', 1)"));
}

}  // namespace parley::storage::tests
