// Several connections and processes at one file, and the log they share.

#include <algorithm>
#include <atomic>
#include <thread>

#include "storage/sqlite/reader.hpp"
#include "tests/storage/store_fixture.hpp"

namespace parley::storage::tests {

namespace {

namespace fs = std::filesystem;

sqlite_options beside(const temporary_folder& folder) {
  auto options = folder.options();
  options.take_lock = false;
  return options;
}

}  // namespace

TEST_CASE("sqlite: two stores on one file number one log together",
          "[storage][sharing]") {
  temporary_folder folder;
  auto first = must(open_sqlite(folder.options()));
  auto second = must(open_sqlite(beside(folder)));
  session one{*first};
  session two{*second};
  const auto ann = one.user("ann");
  const auto room = one.room("r", ann);

  for (core::seq_t seq = 2; seq < 12; seq += 2) {
    CHECK(one.say(room, ann, "of one").seq == seq);
    CHECK(two.say(room, ann, "of two").seq == seq + 1);
  }

  require_gap_free(one.log(room.id));
  must(two.apply(make_message(room, ann, "x", "c1")));
  CHECK(must(one.apply(make_message(room, ann, "x", "c1"))).duplicate);
}

TEST_CASE("sqlite: two stores that write at once wait for each other",
          "[storage][sharing]") {
  temporary_folder folder;
  auto first = must(open_sqlite(folder.options()));
  auto second = must(open_sqlite(beside(folder)));
  session in{*first};
  const auto ann = in.user("ann");
  const auto room = in.room("r", ann);
  constexpr int batches = 40;
  std::atomic<int> committed = 0;
  auto append = [&](writer& write) {
    for (int batch = 0; batch < batches; ++batch) {
      if (!write.begin()) return;
      for (int i = 0; i < 5; ++i)
        if (!write.apply(make_message(room, ann, "x"))) return;
      if (!write.commit()) return;
      ++committed;
    }
  };

  auto other = must(second->open_writer());
  std::thread helper{[&] { append(*other); }};
  append(in.write());
  helper.join();

  CHECK(committed == 2 * batches);
  const auto log = in.log(room.id);
  require_gap_free(log);
  CHECK(log.size() == 1 + 2 * batches * 5);
}

TEST_CASE(
    "sqlite: the log stays near its limit under a writer that never "
    "rests",
    "[storage][sharing]") {
  temporary_folder folder;
  auto options = folder.options();
  options.sync = durability::normal;
  options.wal_limit_bytes = 1 << 20;
  auto opened = must(open_sqlite(options));
  session in{*opened};
  const auto ann = in.user("ann");
  const auto room = in.room("r", ann);
  std::uintmax_t largest = 0;

  for (int batch = 0; batch < 400; ++batch) {
    must(in.write().begin());
    for (int i = 0; i < 20; ++i)
      must(in.write().apply(make_message(room, ann, std::string(1000, 'x'))));
    must(in.write().commit());
    largest = std::max(largest, fs::file_size(folder.file().string() + "-wal"));
  }

  // Eight times as much was written. One batch may begin below the limit.
  CHECK(largest < options.wal_limit_bytes * 3 / 2);
  CHECK(in.log(room.id).size() == 8001);
}

TEST_CASE("sqlite: a query that grows too old is interrupted",
          "[storage][sharing]") {
  temporary_folder folder;
  auto opened = must(open_sqlite(folder.options()));
  session in{*opened};
  const auto ann = in.user("ann");
  const auto room = in.room("r", ann);
  must(in.write().begin());
  for (int i = 0; i < 3000; ++i)
    must(in.write().apply(make_message(room, ann, "x")));
  must(in.write().commit());
  read_log all{room.id, 0, 5000, 5000, 1 << 30};

  // Begun after its deadline, so the first look at the clock ends it.
  sqlite::sqlite_reader old{
      must(sqlite::connection::open({folder.file(), {}},
                                    sqlite::access::read_only)),
      std::chrono::milliseconds{-1}};
  CHECK(error_of(old.run(all)) == core::errc::unavailable);
  CHECK(old.run(find_user{ann.id}).has_value());
  CHECK(must(in.ask(all)).size() == 3001);
}

TEST_CASE("sqlite: a closed store leaves one file", "[storage][sharing]") {
  temporary_folder folder;
  {
    auto opened = must(open_sqlite(folder.options()));
    session in{*opened};
    in.user("ann");
  }

  CHECK_FALSE(fs::exists(folder.file().string() + "-wal"));
  CHECK_FALSE(fs::exists(folder.file().string() + "-shm"));
}

}  // namespace parley::storage::tests
