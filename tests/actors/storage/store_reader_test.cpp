#include "actors/storage/store_reader.hpp"

#include <catch2/catch.hpp>

#include "tests/actors/support/probe.hpp"
#include "tests/actors/support/sample_store.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::actors::testing;

TEST_CASE("store_reader: answers a question and frees its place at the door",
          "[actors][store_reader]") {
  stage at;
  sample_store store{at};
  auto ann = store.add_user("ann");
  auto& door = *store.handles()->read_door;
  door.enter();

  auto got = at.ask<core::user>(store.reads(), storage::find_user{ann.id});

  CHECK((*got)->username == "ann");
  CHECK(door.inside() == 0);
}

TEST_CASE("store_reader: a question without an answer frees its place too",
          "[actors][store_reader]") {
  stage at;
  sample_store store{at};
  auto& door = *store.handles()->read_door;
  door.enter();

  auto got = at.ask<storage::room_state>(
      store.reads(), storage::load_room{core::room_id::make()});

  CHECK(got->error().code == core::errc::not_found);
  CHECK(door.inside() == 0);
}

TEST_CASE("storage_client: a full door refuses at once and asks nobody",
          "[actors][storage_client]") {
  stage at;
  sample_store store{at};
  auto& door = *store.handles()->read_door;
  while (door.enter()) continue;
  auto code = std::make_shared<core::errc>(core::errc::internal);

  at.spawn([&store, code](caf::event_based_actor* self) {
    store.client().read(
        self, storage::find_user{},
        [code](core::result<core::user> got) { *code = got.error().code; });
  });
  at.run();

  CHECK(*code == core::errc::busy);
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

  at.spawn([&store](caf::event_based_actor* self) {
    for (int i = 0; i < 4; ++i)
      store.client().read(self, storage::find_user{},
                          [](const core::result<core::user>&) {});
  });
  at.run();

  CHECK(first.count<storage::find_user>() == 2);
  CHECK(second.count<storage::find_user>() == 2);
}

TEST_CASE("storage_client: a store that does not answer is unavailable",
          "[actors][storage_client]") {
  stage at;
  sample_store store{at};
  store.reads().shut();
  auto code = std::make_shared<core::errc>(core::errc::internal);

  at.spawn([&store, code](caf::event_based_actor* self) {
    store.client().read(
        self, storage::find_user{},
        [code](core::result<core::user> got) { *code = got.error().code; });
  });
  at.run();
  CHECK(*code == core::errc::internal);
  at.pass(std::chrono::seconds(31));

  CHECK(*code == core::errc::unavailable);
}
