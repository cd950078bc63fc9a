// The pieces of the full-text index.

#include "storage/sqlite/connection.hpp"
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
  CHECK(must(in.ask(search_messages{{room.id}, "needle", 100, {}})).size() ==
        50);
  CHECK_FALSE(in.write().maintain());
}

}  // namespace parley::storage::tests
