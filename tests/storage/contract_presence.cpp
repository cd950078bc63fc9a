// Contract of every engine: what users have chosen to be, who may know it, and
// when they were last there.

#include "tests/storage/store_fixture.hpp"

namespace parley::storage::tests {

using core::errc;
using core::presence_audience;
using core::presence_choice;
using core::presence_status;
using users = std::vector<core::user_id>;

namespace {

const core::timestamp noon = core::from_ms(1'800'000'000'000);
constexpr std::chrono::minutes minute{1};

presence_record record_of(session& in, const core::user& who,
                          users lookers = {}) {
  auto found = must(in.ask(load_presence{{{who.id, std::move(lookers)}}}));
  REQUIRE(found.size() == 1);
  return found.front();
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("store: what a user has chosen to be is kept",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  CHECK(record_of(w.in, ann).choice == presence_choice{});
  CHECK(record_of(w.in, ann).last_seen == ann.last_seen);

  const presence_choice busy{presence_status::busy, "in a meeting", noon};
  must(w.in.apply(set_presence{ann.id, busy}));
  CHECK(record_of(w.in, ann).choice == busy);

  must(w.in.apply(set_presence{ann.id, {presence_status::invisible, {}, {}}}));
  const auto now = record_of(w.in, ann);
  CHECK(now.choice.status == presence_status::invisible);
  CHECK(now.choice.text.empty());
  CHECK_FALSE(now.choice.until);
  const presence_choice nothing;
  CHECK(error_of(w.in.apply(set_presence{core::user_id::make(), nothing})) ==
        errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("store: who may know is kept beside what is chosen",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const find_presence_audience query{ann.id};
  CHECK(must(w.in.ask(query)) == presence_audience::everyone);

  must(w.in.apply(set_presence_audience{ann.id, presence_audience::nobody}));
  must(w.in.apply(set_presence{ann.id, {presence_status::busy, "x", {}}}));

  CHECK(must(w.in.ask(query)) == presence_audience::nobody);
  CHECK(record_of(w.in, ann).audience == presence_audience::nobody);
  must(w.in.apply(set_presence_audience{ann.id, presence_audience::everyone}));
  CHECK(record_of(w.in, ann).choice.text == "x");
  CHECK(error_of(w.in.ask(find_presence_audience{core::user_id::make()})) ==
        errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("store: records come in the order of their queries",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  const auto stranger = core::user_id::make();

  const auto found = must(
      w.in.ask(load_presence{{{bob.id, {}}, {stranger, {}}, {ann.id, {}}}}));

  REQUIRE(found.size() == 3);
  CHECK(found[0].user == bob.id);
  CHECK(found[0].known);
  CHECK(found[1].user == stranger);
  CHECK_FALSE(found[1].known);
  CHECK(found[2].user == ann.id);
}

TEMPLATE_LIST_TEST_CASE("store: whom a user blocks is in the record",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");

  must(w.in.apply(set_block{ann.id, bob.id, true, noon}));

  CHECK(record_of(w.in, ann).blocked == users{bob.id});
  CHECK(record_of(w.in, bob).blocked.empty());
}

TEMPLATE_LIST_TEST_CASE("store: who shares a room is found where it matters",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  const auto cid = w.in.user("cid");
  const auto room = w.in.room("r", ann);
  must(w.in.apply(append_joined{room.id, bob.id, {}, core::now()}));
  const users both{bob.id, cid.id};
  CHECK(record_of(w.in, ann, both).company.empty());

  must(w.in.apply(
      set_presence_audience{ann.id, presence_audience::shared_rooms}));

  CHECK(record_of(w.in, ann, both).company == users{bob.id});
  must(w.in.apply(append_left{room.id, bob.id, core::now()}));
  CHECK(record_of(w.in, ann, both).company.empty());
}

TEMPLATE_LIST_TEST_CASE("store: when users were seen never goes back",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  auto seen = [&](const core::user& who) {
    return must(w.in.ask(find_user{who.id})).last_seen;
  };

  must(w.in.apply(touch_users{
      {{ann.id, noon}, {core::user_id::make(), noon}, {bob.id, noon}}}));
  CHECK(seen(ann) == noon);
  CHECK(seen(bob) == noon);

  must(w.in.apply(
      touch_users{{{ann.id, noon - minute}, {bob.id, noon + minute}}}));
  CHECK(seen(ann) == noon);
  CHECK(seen(bob) == noon + minute);
}

TEMPLATE_LIST_TEST_CASE("store: nothing of it outlives its user",
                        "[storage][contract]", engines) {
  world<TestType> w;
  w.in.user("root");
  const auto ann = w.in.user("ann");
  must(w.in.apply(set_presence_audience{ann.id, presence_audience::nobody}));

  must(w.in.apply(delete_user{ann.id, ann.password_hash, noon}));

  CHECK_FALSE(record_of(w.in, ann).known);
  CHECK(must(w.in.ask(find_presence_audience{ann.id})) ==
        presence_audience::everyone);
}

}  // namespace parley::storage::tests
