// Contract of every engine: scheduled messages beside their plain course, see
// contract_alerts.cpp for that.

#include <algorithm>

#include "tests/storage/store_fixture.hpp"

namespace parley::storage::tests {

using core::errc;
using namespace std::chrono_literals;

namespace {

const auto noon = core::from_ms(1'800'000'000'000);

struct waiting_room {
  explicit waiting_room(session& at) : in(at) {}

  core::scheduled_message later(const std::string& client_id = {}) {
    core::scheduled_message s;
    s.value.id = core::message_id::make();
    s.value.room = room.id;
    s.value.sender.id = ann.id;
    s.value.content = "later";
    s.value.client_id = client_id;
    s.value.created_at = noon;
    s.due = noon;
    s.expires_in = 60;
    return s;
  }
  core::message_id schedule() {
    return must(in.apply(schedule_message{later()})).value.id;
  }
  std::vector<due_message> due(core::timestamp now) {
    return must(in.ask(list_due{now}));
  }

  session& in;
  core::user ann = in.user("ann");
  core::user bob = in.user("bob");
  core::room room = in.room("r", ann);
};

}  // namespace

TEMPLATE_LIST_TEST_CASE("store: what is due tells what its sender is by then",
                        "[storage][contract]", engines) {
  world<TestType> w;
  waiting_room at{w.in};
  at.schedule();
  REQUIRE(at.due(noon).size() == 1);
  CHECK(at.due(noon).front().role == at.ann.role);
  CHECK_FALSE(at.due(noon).front().banned);

  must(w.in.apply(set_server_role{at.ann.id, core::server_role::admin}));
  core::restriction ban;
  ban.at = noon;
  ban.until = noon + 1h;
  must(w.in.apply(ban_user{at.ann.id, ban}));

  CHECK(at.due(noon).front().role == core::server_role::admin);
  CHECK(at.due(noon).front().banned);
  CHECK_FALSE(at.due(noon + 1h).front().banned);
}

TEMPLATE_LIST_TEST_CASE(
    "store: what is put off is due later, and keeps its date",
    "[storage][contract]", engines) {
  world<TestType> w;
  waiting_room at{w.in};
  const auto id = at.schedule();

  must(w.in.apply(postpone_scheduled{id, noon + 1h}));

  CHECK(at.due(noon + 59min).empty());
  REQUIRE(at.due(noon + 1h).size() == 1);
  CHECK(must(w.in.ask(list_scheduled{at.ann.id})).front().due == noon);
  must(w.in.apply(fail_scheduled{id, "FORBIDDEN"}));
  CHECK(error_of(w.in.apply(postpone_scheduled{id, noon})) == errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("store: what expires is put off, unless it is gone",
                        "[storage][contract]", engines) {
  world<TestType> w;
  waiting_room at{w.in};
  auto order = make_message(at.room, at.ann, "burn");
  order.value.expires_at = noon;
  must(w.in.apply(order));
  auto expired = [&](core::timestamp now) {
    return must(w.in.ask(list_expired{now})).size();
  };

  must(w.in.apply(postpone_expiry{order.value.id, noon + 1h}));
  CHECK(expired(noon) == 0);
  CHECK(expired(noon + 1h) == 1);

  must(w.in.apply(drop_expiry{order.value.id}));
  must(w.in.apply(postpone_expiry{order.value.id, noon}));
  CHECK(expired(noon + 1h) == 0);
}

TEMPLATE_LIST_TEST_CASE("store: a message ends its sender's draft",
                        "[storage][contract]", engines) {
  world<TestType> w;
  waiting_room at{w.in};
  const auto other = w.in.room("other", at.ann);
  must(w.in.apply(append_joined{at.room.id, at.bob.id, {}, noon}));
  auto begin = [&](const core::user& who, const core::room& room) {
    must(w.in.apply(set_draft{who.id, {room.id, "hel", {}, noon}}));
  };
  auto drafts = [&](const core::user& who) {
    return must(w.in.ask(list_drafts{who.id})).size();
  };
  begin(at.ann, at.room);
  begin(at.ann, other);
  begin(at.bob, at.room);
  auto order = make_message(at.room, at.ann, "from elsewhere", "1");
  CHECK_FALSE(must(w.in.apply(order)).draft_ended);
  CHECK(drafts(at.ann) == 2);

  order = make_message(at.room, at.ann, "hello", "2");
  order.ends_draft = true;
  CHECK(must(w.in.apply(order)).draft_ended);
  CHECK(drafts(at.ann) == 1);
  CHECK(drafts(at.bob) == 1);

  begin(at.ann, at.room);
  CHECK_FALSE(must(w.in.apply(order)).draft_ended);  // a retry
  CHECK(drafts(at.ann) == 2);
  must(w.in.apply(set_draft{at.ann.id, {at.room.id, "", {}, noon}}));
  order = make_message(at.room, at.ann, "hello", "3");
  order.ends_draft = true;
  CHECK_FALSE(must(w.in.apply(order)).draft_ended);
}

TEMPLATE_LIST_TEST_CASE("store: a draft ends in a batch or stays with it",
                        "[storage][contract]", engines) {
  world<TestType> w;
  waiting_room at{w.in};
  must(w.in.apply(set_draft{at.ann.id, {at.room.id, "hel", {}, noon}}));
  auto order = make_message(at.room, at.ann, "hello");
  order.ends_draft = true;
  must(w.in.write().begin());
  CHECK(must(w.in.write().apply(order)).draft_ended);
  w.in.write().rollback();
  CHECK(must(w.in.ask(list_drafts{at.ann.id})).size() == 1);

  CHECK(must(w.in.apply(order)).draft_ended);

  CHECK(must(w.in.ask(list_drafts{at.ann.id})).empty());
}

TEMPLATE_LIST_TEST_CASE("store: a message that is scheduled again waits once",
                        "[storage][contract]", engines) {
  world<TestType> w;
  waiting_room at{w.in};
  const auto first = at.later("once");
  must(w.in.apply(schedule_message{first}));

  const auto again = must(w.in.apply(schedule_message{at.later("once")}));

  CHECK(again.value.id == first.value.id);
  CHECK(again.value.client_id == "once");
  CHECK(again.expires_in == 60);
  CHECK(at.due(noon).size() == 1);
  auto other = at.later("once");
  other.value.content = "something else";
  CHECK(error_of(w.in.apply(schedule_message{other})) ==
        errc::client_id_conflict);
  auto his = at.later("once");
  his.value.sender.id = at.bob.id;
  must(w.in.apply(schedule_message{his}));
  CHECK(at.due(noon).size() == 2);
}

TEMPLATE_LIST_TEST_CASE("store: what failed is scheduled anew by its client id",
                        "[storage][contract]", engines) {
  world<TestType> w;
  waiting_room at{w.in};
  const auto first = at.later("again");
  must(w.in.apply(schedule_message{first}));
  must(w.in.apply(fail_scheduled{first.value.id, "FORBIDDEN"}));
  for (std::uint32_t i = 1; i < schedule_message::most_scheduled; ++i)
    at.schedule();
  auto next = at.later("again");
  next.value.content = "another try";

  CHECK(must(w.in.apply(schedule_message{next})).value.id == next.value.id);

  auto mine = must(w.in.ask(list_scheduled{at.ann.id}));
  CHECK(mine.size() == schedule_message::most_scheduled);
  CHECK(std::ranges::none_of(
      mine, [](const auto& each) { return !each.failure.empty(); }));
  CHECK(must(w.in.apply(schedule_message{next})).value.id == next.value.id);
}

TEMPLATE_LIST_TEST_CASE(
    "store: what failed stays while its successor cannot be",
    "[storage][contract]", engines) {
  world<TestType> w;
  waiting_room at{w.in};
  const auto first = at.later("again");
  must(w.in.apply(schedule_message{first}));
  must(w.in.apply(fail_scheduled{first.value.id, "FORBIDDEN"}));
  auto next = at.later("again");
  next.value.uploads = {core::upload_id::make()};

  CHECK(error_of(w.in.apply(schedule_message{next})) == errc::invalid_request);

  auto mine = must(w.in.ask(list_scheduled{at.ann.id}));
  REQUIRE(mine.size() == 1);
  CHECK(mine.front().value.id == first.value.id);
}

}  // namespace parley::storage::tests
