// Contract of every engine: batches, numbering and isolation.

#include <thread>

#include "tests/storage/store_fixture.hpp"

namespace parley::storage::tests {

using core::errc;

TEMPLATE_LIST_TEST_CASE("store: nothing of a batch is seen before its commit",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto room = w.in.room("r", ann);

  must(w.in.write().begin());
  must(w.in.write().apply(make_message(room, ann, "x")));
  const auto before = w.in.log(room.id).size();
  must(w.in.write().commit());

  CHECK(before == 1);
  CHECK(w.in.log(room.id).size() == 2);
}

TEMPLATE_LIST_TEST_CASE("store: a failed operation leaves its batch intact",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto room = w.in.room("r", ann);
  auto& write = w.in.write();

  must(write.begin());
  CHECK(must(write.apply(make_message(room, ann, "one", "c1"))).seq == 2);
  CHECK(write.apply(create_user{make_user("ANN")}).has_error());
  CHECK(write.apply(make_message(room, ann, "two", "c1")).has_error());
  CHECK(write.apply(create_room{make_room("x", make_user("?"))}).has_error());
  CHECK(write.apply(create_group{make_group("\xff", ann)}).has_error());
  CHECK(must(write.apply(make_message(room, ann, "three"))).seq == 3);
  must(write.commit());

  const auto log = w.in.log(room.id);
  require_gap_free(log);
  REQUIRE(log.size() == 3);
  CHECK(log[1].posted.content == "one");
  CHECK(log[2].posted.content == "three");
}

TEMPLATE_LIST_TEST_CASE("store: a rollback takes everything back, numbers too",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto room = w.in.room("r", ann);
  const auto bob = make_user("bob");
  const auto lost = make_room("lost", bob);
  auto& write = w.in.write();

  must(write.begin());
  must(write.apply(create_user{bob}));
  must(write.apply(create_room{lost}));
  must(write.apply(append_joined{room.id, bob.id, {}, {}}));
  must(write.apply(make_message(room, ann, "x", "c1")));
  write.rollback();

  CHECK(error_of(w.in.ask(find_user{bob.id})) == errc::not_found);
  CHECK(error_of(w.in.apply(make_message(lost, ann, "x"))) == errc::not_found);
  CHECK(error_of(w.in.apply(append_joined{room.id, bob.id, {}, {}})) ==
        errc::not_found);
  const auto again = must(w.in.apply(make_message(room, ann, "x", "c1")));
  CHECK(again.seq == 2);
  CHECK_FALSE(again.duplicate);
}

TEMPLATE_LIST_TEST_CASE("store: operations and batches need each other",
                        "[storage][contract]", engines) {
  world<TestType> w;
  auto& write = w.in.write();

  CHECK(error_of(write.apply(create_user{make_user("ann")})) == errc::internal);
  CHECK(error_of(write.commit()) == errc::internal);
  write.rollback();
  must(write.begin());
  CHECK(error_of(write.begin()) == errc::internal);
  must(write.apply(create_user{make_user("ann")}));
  must(write.commit());
  must(write.begin());
  must(write.commit());
}

TEMPLATE_LIST_TEST_CASE("store: there is one writer at a time",
                        "[storage][contract]", engines) {
  TestType engine;
  auto opened = engine.open();
  auto first = must(opened->open_writer());

  CHECK(error_of(opened->open_writer()) == errc::conflict);
  first.reset();
  CHECK(opened->open_writer().has_value());
}

TEMPLATE_LIST_TEST_CASE("store: readers on other threads see a growing prefix",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto room = w.in.room("r", ann);
  constexpr core::seq_t last = 2001;
  std::string complaint;

  std::jthread watcher{[&](std::stop_token stop) {
    auto reader = w.opened->open_reader();
    if (!reader) complaint = "no reader";
    core::seq_t seen = 0;
    while (!stop.stop_requested() && complaint.empty() && seen < last) {
      auto state = (*reader)->run(load_room{room.id});
      auto log = (*reader)->run(read_log{room.id, seen, last, 5000, 1 << 24});
      if (!state || !log) {
        complaint = "a reader failed";
        break;
      }
      for (const auto& e : *log)
        if (e.seq != ++seen) complaint = "a gap";
      if (state->head > seen) complaint = "a later read saw less";
    }
  }};
  for (core::seq_t seq = 2; seq <= last;) {
    must(w.in.write().begin());
    for (int i = 0; i < 20; ++i, ++seq)
      must(w.in.write().apply(make_message(room, ann, "x")));
    must(w.in.write().commit());
  }
  watcher.join();

  CHECK(complaint.empty());
}

TEMPLATE_LIST_TEST_CASE("store: a ping proves that the store answers",
                        "[storage][contract]", engines) {
  TestType engine;
  auto opened = engine.open();
  auto reader = must(opened->open_reader());

  CHECK(reader->ping().has_value());
  CHECK_FALSE(opened->engine().empty());
}

}  // namespace parley::storage::tests
