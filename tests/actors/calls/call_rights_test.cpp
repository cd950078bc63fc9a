// Who may take part in a call, and what becomes of it when that changes.

#include <catch2/catch.hpp>

#include "actors/messages/entry_requests.hpp"
#include "core/validation.hpp"
#include "tests/actors/calls/call_scene.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::actors::testing;
using namespace std::chrono_literals;

namespace {

/// ann's channel; she, bob and cid have a device each.
struct channel_of_phones : call_scene {
  explicit channel_of_phones(std::size_t most_called = 64) {
    settings.most_called = most_called;
    open();
    for (const auto* each : {&bob, &cid}) store.add_to_group(group, *each);
    a = phone_of(ann);
    b = phone_of(bob);
    c = phone_of(cid);
  }

  template <class T>
  void tell_room(T message) {
    send(registry, forward_to{child_key::of(channel.id),
                              caf::make_message(std::move(message))});
  }
  void let_in(const core::user& who) {
    tell_room(add_room_member{identity_of(ann), who.id});
  }
  void remove(const core::user& who) {
    tell_room(remove_room_member{identity_of(ann), who.id});
  }
  said come(const phone& at) { return say(at, invite_to_call{{}, channel.id}); }

  core::group group = store.add_group("g", ann);
  core::room channel = store.add_room("c", group, ann);
  std::unique_ptr<phone> a, b, c;
};

core::errc why(const call_scene::said& what) { return what->error().code; }

}  // namespace

// -- out and in again ---------------------------------------------------------

TEST_CASE("calls: who is removed does not answer again", "[actors][calls]") {
  channel_of_phones at;
  at.let_in(at.bob);
  auto id = at.ring(*at.a, at.channel.id);
  at.say(*at.b, accept_call{}, id);

  at.remove(at.bob);

  CHECK(why(at.say(*at.b, accept_call{}, id)) == core::errc::not_found);
  CHECK(at.kept(id).parties[1].state == core::party_state::left);
  auto other = at.say(*at.b, invite_to_call{at.cid.id, {}});
  CHECK(other->value()->status == core::call_status::ringing);
}

TEST_CASE("calls: who is let in again comes back to the call",
          "[actors][calls]") {
  channel_of_phones at;
  at.let_in(at.bob);
  auto id = at.ring(*at.a, at.channel.id);
  at.say(*at.b, accept_call{}, id);
  at.remove(at.bob);
  CHECK(why(at.come(*at.b)) == core::errc::forbidden);

  at.let_in(at.bob);

  CHECK(at.come(*at.b)->value()->id == id);
  auto kept = at.kept(id);
  CHECK(kept.parties.size() == 2);
  CHECK(kept.parties[1].state == core::party_state::joined);
}

TEST_CASE("calls: who joins the channel later comes to its call",
          "[actors][calls]") {
  channel_of_phones at;
  at.let_in(at.bob);
  auto id = at.ring(*at.a, at.channel.id);
  at.say(*at.b, accept_call{}, id);
  at.let_in(at.cid);
  CHECK(why(at.say(*at.c, accept_call{}, id)) == core::errc::not_found);

  auto came = at.come(*at.c);

  REQUIRE(came->has_value());
  CHECK(came->value()->id == id);
  CHECK(at.told(*at.a).back() == "accepted");
  CHECK(at.told(*at.c).front() == "accepted");
  REQUIRE(at.kept(id).parties.size() == 3);
  CHECK(at.kept(id).parties[2].state == core::party_state::joined);
  auto elsewhere = at.say(*at.c, invite_to_call{at.ann.id, {}});
  CHECK(why(elsewhere) == core::errc::conflict);
  at.say(*at.c, end_call{}, id);
  at.say(*at.c, accept_call{}, id);
  CHECK(at.kept(id).parties[2].state == core::party_state::joined);
}

TEST_CASE("calls: so many come later and no more", "[actors][calls]") {
  channel_of_phones at{2};
  at.let_in(at.bob);
  auto id = at.ring(*at.a, at.channel.id);
  at.say(*at.b, accept_call{}, id);
  for (int i = 0; i < 2; ++i) {
    at.remove(at.bob);
    at.let_in(at.bob);
    CHECK(at.come(*at.b)->value()->id == id);
  }

  at.remove(at.bob);
  at.let_in(at.bob);

  CHECK(why(at.come(*at.b)) == core::errc::conflict);
}

// The right to call is asked for before the members are.
TEST_CASE("calls: who is removed while calling calls nobody",
          "[actors][calls]") {
  const auto head_start = GENERATE(range(0, 30));
  CAPTURE(head_start);
  channel_of_phones at;
  at.let_in(at.bob);
  at.let_in(at.cid);
  at.post(at.registry, forward_to{child_key::of(at.channel.id),
                                  caf::make_message(remove_room_member{
                                      identity_of(at.ann), at.bob.id})});
  for (int i = 0; i < head_start; ++i) at.step();

  auto asked = at.ask_later(*at.b, invite_to_call{{}, at.channel.id});
  at.run();

  REQUIRE(asked->has_value());
  if (asked->value().has_value())
    CHECK((*asked)->value()->parties.front().who.id == at.bob.id);
  else CHECK((*asked)->error().code == core::errc::forbidden);
}

// -- rights that end ----------------------------------------------------------

TEST_CASE("calls: a block ends the call of the two", "[actors][calls]") {
  channel_of_phones at;
  auto id = at.ring(*at.a, at.bob);
  at.say(*at.b, accept_call{}, id);
  auto block = [&](bool blocked) {
    at.ask<storage::done>(
        at.registry, forward_to{child_key::of(service::directory),
                                caf::make_message(block_user{
                                    identity_of(at.bob), at.ann.id, blocked})});
  };

  block(false);
  CHECK(at.status(id) == "accepted");
  block(true);

  CHECK(at.status(id) == "ended");
  CHECK(at.kept(id).reason == core::call_reason::removed);
  CHECK(at.told(*at.a).back() == "ended");
  CHECK(at.told(*at.b).back() == "ended");
}

TEST_CASE("calls: what ends a channel ends its call", "[actors][calls]") {
  channel_of_phones at;
  at.let_in(at.bob);
  auto id = at.ring(*at.a, at.channel.id);
  at.say(*at.b, accept_call{}, id);
  update_room change{identity_of(at.ann), {}, {}, {}, {}, {}, {}, {}, {}};

  SECTION("it is archived") {
    change.topic = "calls";
    at.tell_room(change);
    CHECK(at.status(id) == "accepted");
    change.archived = true;
    at.tell_room(change);
  }
  SECTION("it is deleted") { at.tell_room(delete_room{identity_of(at.ann)}); }
  SECTION("its group is deleted") { at.tell_room(end_room{}); }

  CHECK(at.status(id) == "ended");
  CHECK(at.told(*at.a).back() == "ended");
  CHECK(at.told(*at.b).back() == "ended");
}

// -- the entry in the log -----------------------------------------------------

TEST_CASE("calls: nobody takes the place of the entry in the log",
          "[actors][calls]") {
  channel_of_phones at;
  at.let_in(at.bob);
  auto id = at.ring(*at.a, at.channel.id);
  auto post = [&](const std::string& client_id) {
    send_message what{"mine", {}, {}, {}, {}, client_id};
    return at.ask<core::message>(
        at.registry, forward_to{child_key::of(at.channel.id),
                                caf::make_message(post_message{
                                    identity_of(at.ann), std::move(what)})});
  };
  auto forged = post(std::string{core::server_client_ids} + id.str());
  CHECK(forged->error().code == core::errc::invalid_request);
  CHECK(post("call-" + id.str())->has_value());

  at.say(*at.a, cancel_call{}, id);

  CHECK(at.log(at.channel.id) == names{"Cancelled call"});
  CHECK(at.is_settled());
}
