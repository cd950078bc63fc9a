// The pieces of the full-text index, and how it was replaced.

#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/schema.hpp"
#include "tests/storage/store_fixture.hpp"

namespace parley::storage::tests {

TEST_CASE("sqlite: the search index is merged when there is a pause",
          "[storage][search]") {
  temporary_folder folder;
  auto opened = must(open_sqlite(folder.options()));
  session in{*opened};
  const auto ann = in.user("ann");
  const auto room = in.room("r", ann);
  auto pieces = [&] {
    auto db = must(sqlite::connection::open({folder.file(), {}},
                                            sqlite::access::read_only));
    return must(
        db.query_number("SELECT count(DISTINCT segid) FROM entries_text_idx"));
  };
  for (int i = 0; i < 50; ++i) {
    in.say(room, ann, "needle " + std::to_string(i));
    in.write().maintain();  // one slice: no pause was long enough for more
  }
  REQUIRE(pieces() > 2);

  in.maintain();

  CHECK(pieces() == 1);
  CHECK(must(in.ask(search_messages{{room.id}, "needle", 100, {}}))
            .items.size() == 50);
  CHECK_FALSE(in.write().maintain());
}

TEST_CASE("sqlite: an index of the first schema is made anew, in slices",
          "[storage][search]") {
  temporary_folder folder;
  const auto ann = make_user("ann");
  const auto room = make_room("r", ann);
  auto blob = [](const auto& id) {
    std::string text = id.str();
    std::erase(text, '-');
    return "x'" + text + "'";
  };
  {
    auto db = must(sqlite::connection::open({folder.file(), {}},
                                            sqlite::access::read_write));
    const auto old =
        std::string{sqlite::migrations().front().sql} +
        "PRAGMA user_version = 1;"
        "INSERT INTO users VALUES(1, " +
        blob(ann.id) +
        ", 'ann', 'ann', '', '', NULL, '', 0, '', 0, 0);"
        "INSERT INTO rooms VALUES(7, " +
        blob(room.id) +
        ", 0, NULL, 'r', 'r', '', 1, 0, 'e', 0, 600);"
        "INSERT INTO room_members VALUES(7, 1, 2, 0);"
        "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL "
        "  SELECT i + 1 FROM n WHERE i < 600) "
        "INSERT INTO entries(position, kind, at, who, id, content) "
        "SELECT (7 << 32) + i, 1, i, 1, randomblob(16), '今天天气很好' FROM n;"
        "INSERT INTO entries_text(entries_text) VALUES('rebuild');";
    must(db.execute(old.c_str()));
  }

  auto opened = must(open_sqlite(folder.options()));
  session in{*opened};
  auto found = [&] {
    const search_messages query{{room.id}, "天气", 1000, {}};
    return must(in.ask(query)).items.size();
  };

  CHECK(found() == 0);  // not all at once when it starts
  while (found() == 0) REQUIRE(in.write().maintain());
  CHECK(found() < 600);
  in.maintain();
  CHECK(found() == 600);
}

}  // namespace parley::storage::tests
