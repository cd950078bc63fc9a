// The log of a batch, gathered until it is synced.

#include "tests/storage/fault_vfs.hpp"
#include "tests/storage/store_fixture.hpp"

namespace parley::storage::tests {

namespace {

constexpr int large = 700;  // 28 MB; a cache holds 16 MiB of pages

std::string text_of(int i) {
  return std::to_string(i) + std::string(40'000, '.');
}

void begin_large_batch(session& in, const core::room& room,
                       const core::user& who) {
  must(in.write().begin());
  for (int i = 0; i < large; ++i)
    must(in.write().apply(
        make_message(room, who, text_of(i), "c" + std::to_string(i))));
}

}  // namespace

TEST_CASE("sqlite: a commit of many pages is a few writes",
          "[storage][gathering]") {
  temporary_folder folder;
  fault_vfs disk;
  auto options = folder.options();
  options.vfs = disk.name();
  auto opened = must(open_sqlite(options));
  session in{*opened};
  const auto ann = in.user("ann");
  std::vector<core::room> rooms;
  for (int i = 0; i < 50; ++i)
    rooms.push_back(in.room("r" + std::to_string(i), ann));

  disk.arm(fault_vfs::fault::write, 8);
  must(in.write().begin());
  for (const auto& room : rooms)
    must(in.write().apply(make_message(room, ann, "x")));
  const auto committed = in.write().commit();

  CHECK(committed.has_value());
  CHECK_FALSE(disk.struck());
  disk.heal();
  for (const auto& room : rooms) CHECK(in.log(room.id).size() == 2);
}

TEST_CASE("sqlite: a batch larger than the cache of pages is whole",
          "[storage][gathering]") {
  temporary_folder folder;
  core::room room;
  {
    auto opened = must(open_sqlite(folder.options()));
    session in{*opened};
    const auto ann = in.user("ann");
    room = in.room("r", ann);
    begin_large_batch(in, room, ann);
    const auto again = make_message(room, ann, text_of(0), "c0");
    CHECK(must(in.write().apply(again)).duplicate);
    CHECK(in.log(room.id).size() == 1);
    must(in.write().commit());
  }

  auto reopened = must(open_sqlite(folder.options()));
  const auto log = session{*reopened}.log(room.id);
  require_gap_free(log);
  REQUIRE(log.size() == large + 1);
  for (int i = 0; i < large; ++i)
    if (log[static_cast<std::size_t>(i) + 1].posted.content != text_of(i))
      FAIL("message " << i << " is another");
}

TEST_CASE("sqlite: a batch writes nothing before its commit",
          "[storage][gathering]") {
  temporary_folder folder;
  fault_vfs disk;
  auto options = folder.options();
  options.vfs = disk.name();
  auto opened = must(open_sqlite(options));
  session in{*opened};
  const auto ann = in.user("ann");
  const auto room = in.room("r", ann);

  disk.arm(fault_vfs::fault::write, 0);
  begin_large_batch(in, room, ann);
  in.write().rollback();

  CHECK_FALSE(disk.struck());
  disk.heal();
  CHECK(in.say(room, ann, "x").seq == 2);
}

TEST_CASE("sqlite: a log that is written in part is no commit",
          "[storage][gathering]") {
  temporary_folder folder;
  fault_vfs disk;
  auto options = folder.options();
  options.vfs = disk.name();
  core::user ann;
  core::room room;
  {
    auto opened = must(open_sqlite(options));
    session in{*opened};
    ann = in.user("ann");
    room = in.room("r", ann);
    begin_large_batch(in, room, ann);
    disk.arm(fault_vfs::fault::write, 3);
    CHECK(error_of(in.write().commit()) == core::errc::storage_failed);
    CHECK(disk.struck());
    disk.heal();
    CHECK(in.log(room.id).size() == 1);
    CHECK(in.say(room, ann, "x").seq == 2);
  }

  auto reopened = must(open_sqlite(folder.options()));
  CHECK(session{*reopened}.log(room.id).size() == 2);
}

TEST_CASE("sqlite: where sectors are torn a commit is whole for others",
          "[storage][gathering]") {
  temporary_folder folder;
  fault_vfs disk;
  disk.tear_sectors();
  auto options = folder.options();
  options.vfs = disk.name();
  auto opened = must(open_sqlite(options));
  session in{*opened};
  const auto ann = in.user("ann");
  const auto room = in.room("r", ann);

  for (std::size_t said = 1; said <= 20; ++said) {
    in.say(room, ann, std::string(200 * said, '.'));
    CHECK(in.log(room.id).size() == said + 1);
  }
}

}  // namespace parley::storage::tests
