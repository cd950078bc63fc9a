#include "actors/agenda/agenda.hpp"

#include <catch2/catch.hpp>

#include "actors/messages/registry_orders.hpp"
#include "actors/messages/room_requests.hpp"
#include "tests/actors/support/probe.hpp"
#include "tests/actors/support/sample_store.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::actors::testing;
using namespace std::chrono_literals;

namespace {

/// A real store; the registry and an edge listen.
struct office : stage {
  sample_store store{*this};
  core::user ann = store.add_user("ann");
  core::user bob = store.add_user("bob");
  core::room room = store.add_room("r", store.add_group("g", ann), ann);
  probe registry{*this};
  probe edge{*this};
  caf::actor desk;

  /// The store's times are real ones: what is put off by nothing is due.
  explicit office(std::chrono::milliseconds backoff = 0ms)
      : desk(spawn(agenda, registry.actor(), store.client(),
                   std::vector<caf::actor>{edge},
                   agenda_settings{1s, backoff})) {}

  core::message_id schedule(core::timestamp due,
                            const std::string& client_id = {}) {
    return schedule_for(ann, due, client_id);
  }
  core::message_id schedule_for(const core::user& sender, core::timestamp due,
                                const std::string& client_id = {}) {
    core::scheduled_message s;
    s.value.id = core::message_id::make();
    s.value.room = room.id;
    s.value.sender.id = sender.id;
    s.value.content = "later";
    s.value.client_id = client_id;
    s.expires_in = 60;
    s.value.created_at = core::now();
    s.due = due;
    store.write(storage::schedule_message{s});
    return s.value.id;
  }
  core::message_id expiring(core::timestamp at) {
    core::message m;
    m.id = core::message_id::make();
    m.room = room.id;
    m.sender.id = ann.id;
    m.content = "burn";
    m.created_at = core::now();
    m.expires_at = at;
    store.write(storage::append_message{m, {}});
    return m.id;
  }
  /// What rooms were asked, as one type.
  template <class T>
  std::vector<T> asked() {
    std::vector<T> all;
    for (const auto& each : registry.all<forward_to>())
      if (each.content.match_elements<T>()) {
        CHECK(each.to == child_key::of(room.id));
        all.push_back(each.content.get_as<T>(0));
      }
    return all;
  }
  template <class T>
  void answer_room(core::result<T> with) {
    registry.answer_request<forward_to>(std::move(with),
                                        [](const auto&) { return true; });
    run();
  }
  std::vector<core::scheduled_message> waiting() {
    return store.read(storage::list_scheduled{ann.id}).value();
  }
};

}  // namespace

TEST_CASE("agenda: what is due is sent as its sender, and forgotten",
          "[actors][agenda]") {
  office at;
  auto id = at.schedule(core::now() - 1s);
  at.schedule(core::now() + 1h);

  at.pass(1s);

  auto sent = at.asked<post_message>();
  REQUIRE(sent.size() == 1);
  CHECK(sent.front().by->user == at.ann.id);
  CHECK(sent.front().what.content == "later");
  CHECK(sent.front().what.expires_in == 60);
  CHECK(sent.front().what.keeps_draft);
  CHECK(sent.front().what.client_id ==
        "scheduled-" + core::to_string(id.value));
  CHECK(at.waiting().size() == 2);
  at.answer_room<core::message>(core::message{});
  CHECK(at.waiting().size() == 1);
  at.pass(1s);
  CHECK(at.asked<post_message>().size() == 1);
}

TEST_CASE("agenda: what its sender gave a key is sent by that",
          "[actors][agenda]") {
  office at;
  at.schedule(core::now() - 1s, "once");

  at.pass(1s);

  CHECK(at.asked<post_message>().front().what.client_id == "once");
}

TEST_CASE("agenda: a message is sent by what its sender is by then",
          "[actors][agenda]") {
  office at;
  at.schedule(core::now() - 1s);
  at.store.write(
      storage::set_server_role{at.ann.id, core::server_role::moderator});

  at.pass(1s);

  CHECK(at.asked<post_message>().front().by->role ==
        core::server_role::moderator);
}

TEST_CASE("agenda: nothing is sent for who is banned from the server",
          "[actors][agenda]") {
  office at;
  at.schedule(core::now() - 1s);
  core::restriction ban;
  ban.at = core::now();
  at.store.write(storage::ban_user{at.ann.id, ban});

  at.pass(1s);

  CHECK(at.asked<post_message>().empty());
  CHECK(at.waiting().front().failure == "ACCOUNT_BANNED");
  CHECK(at.edge.count<tell_users>() == 1);
}

TEST_CASE("agenda: what fails for now does not hold up what comes after it",
          "[actors][agenda]") {
  office at{1h};
  for (int i = 0; i < 100; ++i) at.schedule(core::now() - 1h);
  at.schedule_for(at.bob, core::now() - 1s);
  at.pass(1s);
  CHECK(at.asked<post_message>().size() == 100);

  for (int i = 0; i < 100; ++i)
    at.answer_room<core::message>(
        core::failure{core::errc::rate_limited, {}, 1000});

  // At once: behind a full batch there may be more.
  auto sent = at.asked<post_message>();
  REQUIRE(sent.size() == 101);
  CHECK(sent.back().by->user == at.bob.id);
  at.answer_room<core::message>(core::message{});
  at.pass(10s);
  CHECK(at.asked<post_message>().size() == 101);
}

TEST_CASE("agenda: a failure tells for how long", "[actors][agenda]") {
  office at;
  at.schedule(core::now() - 1s);
  at.pass(1s);

  at.answer_room<core::message>(
      core::failure{core::errc::rate_limited, {}, 3'600'000});
  at.pass(10s);

  CHECK(at.asked<post_message>().size() == 1);
}

TEST_CASE("agenda: what may go well later is tried again", "[actors][agenda]") {
  office at;
  at.schedule(core::now() - 1s);
  at.pass(1s);

  at.answer_room<core::message>(core::failure{core::errc::room_busy});
  at.pass(1s);

  CHECK(at.asked<post_message>().size() == 2);
  CHECK(at.edge.count<tell_users>() == 0);
}

TEST_CASE("agenda: what is refused says so to its sender and stays",
          "[actors][agenda]") {
  office at;
  auto id = at.schedule(core::now() - 1s);
  at.pass(1s);

  at.answer_room<core::message>(core::failure{core::errc::forbidden});
  at.pass(10s);

  CHECK(at.asked<post_message>().size() == 1);
  REQUIRE(at.waiting().size() == 1);
  CHECK(at.waiting().front().failure == "FORBIDDEN");
  auto told = at.edge.last<tell_users>();
  CHECK(*told.users == std::vector{at.ann.id});
  const auto& news =
      std::get<unsent_news>(std::get<user_news>(told.what->body));
  CHECK(news.id == id);
  CHECK(news.why.code == core::errc::forbidden);
}

TEST_CASE("agenda: a room that does not answer holds up one round only",
          "[actors][agenda]") {
  office at;
  at.schedule(core::now() - 1s);
  at.pass(1s);
  at.pass(31s);

  at.pass(1s);

  CHECK(at.asked<post_message>().size() == 2);
}

TEST_CASE("agenda: what has expired is deleted by its room",
          "[actors][agenda]") {
  office at;
  auto id = at.expiring(core::now() - 1s);
  at.expiring(core::now() + 1h);

  at.pass(1s);

  auto asked = at.asked<expire_message>();
  REQUIRE(asked.size() == 1);
  CHECK(asked.front().id == id);
}

TEST_CASE("agenda: what cannot be deleted is not asked for again",
          "[actors][agenda]") {
  office at;
  at.expiring(core::now() - 1s);
  at.pass(1s);
  at.answer_room<storage::done>(core::failure{core::errc::busy});
  at.pass(1s);
  CHECK(at.asked<expire_message>().size() == 2);

  at.answer_room<storage::done>(core::failure{core::errc::not_found});
  at.pass(10s);

  CHECK(at.asked<expire_message>().size() == 2);
}

TEST_CASE("agenda: ends with the store", "[actors][agenda]") {
  office at;

  at.send(at.desk, stop_storage{});

  CHECK_FALSE(at.alive(at.desk));
}
