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
  core::room room = store.add_room("r", store.add_group("g", ann), ann);
  probe registry{*this};
  probe edge{*this};
  caf::actor desk = spawn(agenda, registry.actor(), store.client(),
                          std::vector<caf::actor>{edge}, agenda_settings{1s});

  core::message_id schedule(core::timestamp due) {
    core::scheduled_message s;
    s.value.id = core::message_id::make();
    s.value.room = room.id;
    s.value.sender.id = ann.id;
    s.value.content = "later";
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
  CHECK(sent.front().what.client_id ==
        "scheduled-" + core::to_string(id.value));
  CHECK(at.waiting().size() == 2);
  at.answer_room<core::message>(core::message{});
  CHECK(at.waiting().size() == 1);
  at.pass(1s);
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
