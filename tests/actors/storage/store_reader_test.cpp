#include "actors/storage/store_reader.hpp"

#include <catch2/catch.hpp>

#include "tests/actors/support/probe.hpp"
#include "tests/actors/support/sample_store.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::actors::testing;

namespace {

/// What comes of a read; `internal` until it has come.
template <class Op>
using outcome_of = std::shared_ptr<core::result<typename Op::reply>>;

template <class Op>
outcome_of<Op> read(stage& at, sample_store& store, Op op) {
  auto got = std::make_shared<core::result<typename Op::reply>>(
      core::failure{core::errc::internal});
  at.spawn([&store, op, got](caf::event_based_actor* self) {
    store.client().read(self, op, [got](auto answer) { *got = answer; });
  });
  at.run();
  return got;
}

}  // namespace

TEST_CASE("store_reader: answers a question and frees its place at the door",
          "[actors][store_reader]") {
  stage at;
  sample_store store{at};
  auto ann = store.add_user("ann");

  auto got = read(at, store, storage::find_user{ann.id});

  CHECK((*got)->username == "ann");
  CHECK(store.handles()->read_door->inside() == 0);
}

TEST_CASE("store_reader: a question without an answer frees its place too",
          "[actors][store_reader]") {
  stage at;
  sample_store store{at};

  auto got = read(at, store, storage::load_room{core::room_id::make()});

  CHECK(got->error().code == core::errc::not_found);
  CHECK(store.handles()->read_door->inside() == 0);
}

TEST_CASE("storage_client: a full door refuses at once and asks nobody",
          "[actors][storage_client]") {
  stage at;
  sample_store store{at};
  auto& door = *store.handles()->read_door;
  while (door.enter()) continue;

  auto got = read(at, store, storage::find_user{});

  CHECK(got->error().code == core::errc::busy);
  CHECK(door.inside() == door.limit());
}

TEST_CASE("storage_client: an append that finds the door full is not queued",
          "[actors][storage_client]") {
  stage at;
  sample_store store{at};
  auto& door = *store.handles()->write_door;
  while (door.enter()) continue;
  auto taken = std::make_shared<bool>(true);

  at.spawn([&store, taken](caf::event_based_actor* self) {
    *taken = store.client().append(self, {1, storage::append_message{}});
  });
  at.run();

  CHECK_FALSE(*taken);
  CHECK(door.inside() == door.limit());
}

TEST_CASE("storage_client: readers take turns", "[actors][storage_client]") {
  stage at;
  sample_store store{at};
  probe first{at};
  probe second{at};
  store.handles()->readers = {first, second};

  for (int i = 0; i < 4; ++i) read(at, store, storage::find_user{});

  CHECK(first.count<read_order>() == 2);
  CHECK(second.count<read_order>() == 2);
}

TEST_CASE("storage_client: what is read in order has a reader of its own",
          "[actors][storage_client]") {
  stage at;
  sample_store store{at};
  probe first{at};
  probe second{at};
  store.handles()->readers = {first, second};

  for (int i = 0; i < 4; ++i) {
    at.spawn([&store](caf::event_based_actor* self) {
      store.client().in_order(3).read(self, storage::find_user{}, [](auto) {});
    });
    at.run();
  }

  CHECK(first.count<read_order>() == 0);
  CHECK(second.count<read_order>() == 4);
}

TEST_CASE("storage_client: a store that does not answer is unavailable",
          "[actors][storage_client]") {
  stage at;
  sample_store store{at};
  store.reads().shut();

  auto got = read(at, store, storage::find_user{});
  CHECK(got->error().code == core::errc::internal);
  at.pass(std::chrono::seconds(31));

  CHECK(got->error().code == core::errc::unavailable);
}
