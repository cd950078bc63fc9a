// The log of a batch, gathered until it is synced.

#include "tests/storage/failing_world.hpp"

namespace parley::storage::tests {

namespace {

using fault = fault_vfs::fault;

constexpr int large = 700;  // 28 MB; a cache holds 16 MiB of pages

std::string text_of(int i) {
  return std::to_string(i) + std::string(40'000, '.');
}

void begin_large_batch(failing_world& at) {
  must(at.in->write().begin());
  for (int i = 0; i < large; ++i)
    must(at.in->write().apply(
        make_message(at.room, at.ann, text_of(i), "c" + std::to_string(i))));
}

}  // namespace

TEST_CASE("sqlite: a commit of many pages is a few writes",
          "[storage][gathering]") {
  failing_world at;
  std::vector<core::room> rooms;
  for (int i = 0; i < 50; ++i)
    rooms.push_back(at.in->room("r" + std::to_string(i), at.ann));

  at.disk.arm(fault::write, 8);
  must(at.in->write().begin());
  for (const auto& room : rooms)
    must(at.in->write().apply(make_message(room, at.ann, "x")));
  const auto committed = at.in->write().commit();

  CHECK(committed.has_value());
  CHECK_FALSE(at.disk.struck());
  at.disk.heal();
  for (const auto& room : rooms) CHECK(at.in->log(room.id).size() == 2);
}

TEST_CASE("sqlite: a batch larger than the cache of pages is whole",
          "[storage][gathering]") {
  failing_world at;
  begin_large_batch(at);
  const auto again = make_message(at.room, at.ann, text_of(0), "c0");
  CHECK(must(at.in->write().apply(again)).duplicate);
  CHECK(at.in->log(at.room.id).size() == 1);

  must(at.in->write().commit());

  const auto log = at.log_after_restart();
  require_gap_free(log);
  REQUIRE(log.size() == large + 1);
  for (int i = 0; i < large; ++i)
    if (log[static_cast<std::size_t>(i) + 1].posted.content != text_of(i))
      FAIL("message " << i << " is another");
}

TEST_CASE("sqlite: a batch writes nothing before its commit",
          "[storage][gathering]") {
  failing_world at;

  at.disk.arm(fault::write, 0);
  begin_large_batch(at);
  at.in->write().rollback();

  CHECK_FALSE(at.disk.struck());
  at.disk.heal();
  CHECK(at.in->say(at.room, at.ann, "x").seq == 2);
}

TEST_CASE("sqlite: a log that is written in part is no commit",
          "[storage][gathering]") {
  failing_world at;
  begin_large_batch(at);

  at.disk.arm(fault::write, 3);
  CHECK(error_of(at.in->write().commit()) == core::errc::storage_failed);

  CHECK(at.disk.struck());
  at.disk.heal();
  CHECK(at.in->log(at.room.id).size() == 1);
  CHECK(at.in->say(at.room, at.ann, "x").seq == 2);
  CHECK(at.log_after_restart().size() == 2);
}

TEST_CASE("sqlite: where sectors are torn a commit is whole for others",
          "[storage][gathering]") {
  failing_world at{failing_world::sectors::torn};

  for (std::size_t said = 1; said <= 20; ++said) {
    at.in->say(at.room, at.ann, std::string(200 * said, '.'));
    CHECK(at.in->log(at.room.id).size() == said + 1);
  }
}

}  // namespace parley::storage::tests
