// Contract of every engine: calls and who took part.

#include "tests/storage/store_fixture.hpp"

namespace parley::storage::tests {

using core::call_status;
using core::errc;
using core::party_state;
using namespace std::chrono_literals;

namespace {

const auto call_time = core::from_ms(1'800'000'000'000);

struct exchange {
  explicit exchange(session& at) : in(at) {}

  core::call between(const std::vector<core::user>& people) {
    core::call c;
    c.id = core::call_id::make();
    c.room = room.id;
    c.group = people.size() > 2;
    c.media = core::call_media::audio;
    c.created_at = call_time;
    for (const auto& each : people)
      c.parties.push_back({{each.id, each.username, each.avatar}});
    c.parties[0].state = party_state::joined;
    c.parties[0].device = device;
    c.parties[0].joined_at = call_time;
    return c;
  }
  core::call ring(const std::vector<core::user>& people) {
    auto c = between(people);
    must(in.apply(save_call{c}));
    return c;
  }
  void end(core::call c, call_status how,
           core::timestamp at = call_time + 1min) {
    c.status = how;
    c.ended_at = at;
    must(in.apply(save_call{c}));
  }
  std::vector<core::call_id> listed(const list_calls& query) {
    std::vector<core::call_id> ids;
    for (const auto& each : must(in.ask(query)).items) ids.push_back(each.id);
    return ids;
  }
  std::size_t unsettled() {
    return must(in.ask(list_unsettled_calls{})).size();
  }

  session& in;
  core::device_id device = core::device_id::make();
  core::user ann = in.user("ann");
  core::user bob = in.user("bob");
  core::user cid = in.user("cid");
  core::room room = in.room("r", ann);
};

using ids = std::vector<core::call_id>;

}  // namespace

TEMPLATE_LIST_TEST_CASE("store: a call is kept as it was, with its parties",
                        "[storage][contract]", engines) {
  world<TestType> w;
  exchange at{w.in};
  auto c = at.ring({at.ann, at.bob});

  auto rings = must(w.in.ask(find_call{c.id}));
  CHECK(rings.room == at.room.id);
  CHECK_FALSE(rings.group);
  CHECK(rings.media == core::call_media::audio);
  CHECK(rings.status == call_status::ringing);
  CHECK(rings.created_at == call_time);
  CHECK_FALSE(rings.answered_at);
  REQUIRE(rings.parties.size() == 2);
  CHECK(rings.parties[0].who.username == "ann");
  CHECK(rings.parties[0].state == party_state::joined);
  CHECK(rings.parties[0].device == at.device);
  CHECK(rings.parties[1].who.id == at.bob.id);
  CHECK(rings.parties[1].state == party_state::ringing);
  CHECK_FALSE(rings.parties[1].joined_at);

  c.status = call_status::ended;
  c.reason = core::call_reason::hung_up;
  c.ended_by = at.bob.id;
  c.answered_at = call_time + 1s;
  c.ended_at = call_time + 1min;
  c.parties[1].state = party_state::left;
  c.parties[1].joined_at = call_time + 1s;
  c.parties[1].left_at = call_time + 1min;
  must(w.in.apply(save_call{c}));

  auto over = must(w.in.ask(find_call{c.id}));
  CHECK(over.status == call_status::ended);
  CHECK(over.reason == core::call_reason::hung_up);
  CHECK(over.ended_by == at.bob.id);
  CHECK(over.answered_at == call_time + 1s);
  CHECK(over.ended_at == call_time + 1min);
  CHECK(over.parties[1].joined_at == call_time + 1s);
  CHECK(over.parties[1].left_at == call_time + 1min);
}

TEMPLATE_LIST_TEST_CASE("store: a call that is over stays as it was",
                        "[storage][contract]", engines) {
  world<TestType> w;
  exchange at{w.in};
  auto c = at.ring({at.ann, at.bob});
  at.end(c, call_status::rejected);

  c.status = call_status::accepted;
  c.parties[1].state = party_state::joined;
  CHECK(error_of(w.in.apply(save_call{c})) == errc::conflict);

  auto found = must(w.in.ask(find_call{c.id}));
  CHECK(found.status == call_status::rejected);
  CHECK(found.parties[1].state == party_state::ringing);
}

TEMPLATE_LIST_TEST_CASE("store: whoever was called has a call in the history",
                        "[storage][contract]", engines) {
  world<TestType> w;
  exchange at{w.in};
  auto one = at.ring({at.ann, at.bob});
  auto two = at.ring({at.bob, at.cid});
  auto all = at.ring({at.cid, at.ann, at.bob});
  at.end(one, call_status::missed);

  CHECK(at.listed({at.bob.id}) == ids{all.id, two.id, one.id});
  CHECK(at.listed({at.ann.id}) == ids{all.id, one.id});
  CHECK(at.listed({at.bob.id, call_status::missed}) == ids{one.id});
  CHECK(at.listed({at.bob.id, call_status::busy}).empty());
  CHECK(must(w.in.ask(find_call{all.id})).group);
}

TEMPLATE_LIST_TEST_CASE("store: the history of calls comes in pages",
                        "[storage][contract]", engines) {
  world<TestType> w;
  exchange at{w.in};
  ids made;
  for (int i = 0; i < 5; ++i) made.push_back(at.ring({at.ann, at.bob}).id);

  list_calls query{at.ann.id};
  query.limit = 2;
  auto first = must(w.in.ask(query));
  CHECK(first.items[0].id == made[4]);
  CHECK(first.items[1].parties.size() == 2);
  query.before = *core::call_id::parse(first.next);
  CHECK(at.listed(query) == ids{made[2], made[1]});
  query.before = made[1];
  CHECK(at.listed(query) == ids{made[0]});
  CHECK(must(w.in.ask(query)).next.empty());
  query.before = core::call_id::make();
  CHECK(error_of(w.in.ask(query)) == errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("store: what a crash leaves behind is found",
                        "[storage][contract]", engines) {
  world<TestType> w;
  exchange at{w.in};
  auto rings = at.ring({at.ann, at.bob});
  auto over = at.ring({at.ann, at.cid});
  at.end(over, call_status::cancelled);
  CHECK(at.unsettled() == 2);
  CHECK(must(w.in.ask(list_unsettled_calls{call_time})).empty());

  must(w.in.apply(settle_call{over.id}));
  CHECK(at.unsettled() == 1);
  at.end(rings, call_status::failed);
  CHECK(at.unsettled() == 1);
  must(w.in.apply(settle_call{rings.id}));
  CHECK(at.unsettled() == 0);
}

TEMPLATE_LIST_TEST_CASE("store: the calls that ended last are found",
                        "[storage][contract]", engines) {
  world<TestType> w;
  exchange at{w.in};
  ids made;
  for (int i = 0; i < 4; ++i) {
    auto c = at.ring({at.ann, at.bob});
    made.push_back(c.id);
    at.end(c, call_status::ended, call_time + std::chrono::minutes{4 - i});
  }
  at.ring({at.ann, at.cid});
  auto ended = [&](core::timestamp since, std::uint32_t limit) {
    ids found;
    for (const auto& each : must(w.in.ask(list_ended_calls{since, limit})))
      found.push_back(each.id);
    return found;
  };

  CHECK(ended(call_time + 2min, 10) == ids{made[2], made[1], made[0]});
  CHECK(ended(call_time, 2) == ids{made[1], made[0]});
  CHECK(ended(call_time + 5min, 10).empty());
  auto last = must(w.in.ask(list_ended_calls{call_time + 4min})).front();
  CHECK(last.parties.size() == 2);
  CHECK(last.ended_at == call_time + 4min);
}

TEMPLATE_LIST_TEST_CASE("store: who comes to a call later is kept with it",
                        "[storage][contract]", engines) {
  world<TestType> w;
  exchange at{w.in};
  auto c = at.between({at.ann, at.bob});
  c.group = true;
  must(w.in.apply(save_call{c}));

  c.parties.push_back({{at.cid.id, "cid", ""}, party_state::joined});
  must(w.in.apply(save_call{c}));

  auto found = must(w.in.ask(find_call{c.id}));
  REQUIRE(found.parties.size() == 3);
  CHECK(found.parties[2].who.id == at.cid.id);
  CHECK(found.parties[2].state == party_state::joined);
  CHECK(at.listed({at.cid.id}) == ids{c.id});
}

TEMPLATE_LIST_TEST_CASE("store: a call ends even when its room is no more",
                        "[storage][contract]", engines) {
  world<TestType> w;
  exchange at{w.in};
  auto c = at.ring({at.ann, at.bob});
  must(w.in.apply(delete_room{at.room.id}));

  at.end(c, call_status::ended);

  CHECK(must(w.in.ask(find_call{c.id})).status == call_status::ended);
  auto lost = at.between({at.ann, at.bob});
  lost.room = core::room_id::make();
  CHECK(error_of(w.in.apply(save_call{lost})) == errc::not_found);
  auto lonely = at.between({at.ann});
  CHECK(error_of(w.in.apply(save_call{lonely})) == errc::invalid_request);
  auto stranger = at.between({at.ann, make_user("nobody")});
  CHECK(error_of(w.in.apply(save_call{stranger})) == errc::not_found);
}

}  // namespace parley::storage::tests
