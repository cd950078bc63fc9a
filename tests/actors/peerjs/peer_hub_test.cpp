#include "actors/peerjs/peer_hub.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "actors/messages/registry_orders.hpp"
#include "actors/messages/storage_orders.hpp"
#include "tests/actors/support/probe.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::actors::testing;
using namespace std::chrono_literals;
using strings = std::vector<std::string>;

namespace {

/// A peer hub between two stations.
struct exchange : stage {
  explicit exchange(peer_hub_settings settings = {})
      : board(spawn(peer_hub, settings, metrics)) {}

  std::shared_ptr<core::server_metrics> metrics =
      std::make_shared<core::server_metrics>();
  caf::actor board;
  probe here{*this};
  probe there{*this};

  void arrive(const probe& at, std::uint64_t number, const std::string& id,
              const std::string& owner, const std::string& account = {},
              bool known = false) {
    send(board, peer_arrived{id, owner, account, {at.actor(), number}, known});
  }
  void leave(const probe& at, std::uint64_t number, const std::string& id) {
    send(board, peer_left{id, {at.actor(), number}});
  }
  void say(const std::string& src, const std::string& dst,
           const std::string& text, peer_word word = peer_word::offer) {
    send(board, peer_says{std::make_shared<const peer_signal>(
                    peer_signal{word, src, dst, text})});
  }
  strings ids() {
    auto all = ask<strings>(board, list_peers{});
    auto found = all->value();
    std::sort(found.begin(), found.end());
    return found;
  }

  /// "number text" of each signal that a station was given.
  static strings given(const probe& at) {
    strings all;
    for (const auto& each : at.all<deliver_signal>())
      all.push_back(std::to_string(each.number) + " " + each.what->text);
    return all;
  }
  /// "number dst" of each end of a wait.
  static strings expired(const probe& at) {
    strings all;
    for (const auto& each : at.all<signal_expired>())
      all.push_back(std::to_string(each.number) + " " + each.dst);
    return all;
  }
};

}  // namespace

TEST_CASE("peer hub: peers of different stations hear each other",
          "[actors][peerjs]") {
  exchange at;
  at.arrive(at.here, 1, "ann", "a");
  at.arrive(at.there, 1, "bob", "b");
  CHECK(at.here.last<peer_admitted>().fresh);

  at.say("ann", "bob", "one");
  at.say("bob", "ann", "two");
  at.say("ann", "bob", "three");
  at.say("ann", "ann", "four");

  CHECK(exchange::given(at.there) == strings{"1 one", "1 three"});
  CHECK(exchange::given(at.here) == strings{"1 two", "1 four"});
  CHECK(at.metrics->peer_signals_relayed.value() == 4);
  CHECK(at.metrics->peers.value() == 2);
}

TEST_CASE("peer hub: an id is not for another owner", "[actors][peerjs]") {
  exchange at;
  at.arrive(at.here, 1, "ann", "a");

  at.arrive(at.there, 5, "ann", "somebody else");
  at.say("bob", "ann", "hello");

  CHECK(at.there.last<peer_refused>().number == 5);
  CHECK(at.there.last<peer_refused>().why == peer_refusal::id_taken);
  CHECK(at.there.count<peer_admitted>() == 0);
  CHECK(exchange::given(at.here) == strings{"1 hello"});
}

TEST_CASE("peer hub: the same owner takes over, and stays",
          "[actors][peerjs]") {
  exchange at;
  at.arrive(at.here, 1, "ann", "a");

  at.arrive(at.there, 2, "ann", "a");
  CHECK(at.here.last<peer_replaced>().number == 1);
  CHECK_FALSE(at.there.last<peer_admitted>().fresh);
  at.leave(at.here, 1, "ann");  // what the former socket says last
  at.say("bob", "ann", "hello");

  CHECK(exchange::given(at.there) == strings{"2 hello"});
  CHECK(at.ids() == strings{"ann"});
}

TEST_CASE("peer hub: an id is free again once its peer has left",
          "[actors][peerjs]") {
  exchange at;
  at.arrive(at.here, 1, "ann", "a");
  at.leave(at.here, 1, "ann");
  CHECK(at.metrics->peers.value() == 0);

  at.arrive(at.there, 1, "ann", "another");

  CHECK(at.there.last<peer_admitted>().fresh);
}

TEST_CASE("peer hub: what is said to somebody absent waits for them",
          "[actors][peerjs]") {
  exchange at;
  at.arrive(at.here, 1, "ann", "a");
  at.say("ann", "bob", "offer");
  at.say("ann", "bob", "candidate", peer_word::candidate);
  at.say("ann", "bob", "answer", peer_word::answer);
  at.say("ann", "bob", "farewell", peer_word::leave);
  at.say("ann", "bob", "end", peer_word::expire);
  CHECK(at.metrics->peer_signals_queued.value() == 3);

  at.arrive(at.there, 7, "bob", "b");

  REQUIRE(at.there.heard().size() == 4);
  CHECK(at.there.heard().front().match_elements<peer_admitted>());
  CHECK(exchange::given(at.there) ==
        strings{"7 offer", "7 candidate", "7 answer"});
  at.pass(20s);
  CHECK(at.here.count<signal_expired>() == 0);
}

TEST_CASE("peer hub: who waits in vain is told once for each that is absent",
          "[actors][peerjs]") {
  exchange at;
  at.arrive(at.here, 1, "ann", "a");
  at.arrive(at.there, 2, "cleo", "c");
  at.say("ann", "bob", "offer");
  at.say("ann", "bob", "candidate", peer_word::candidate);
  at.say("cleo", "bob", "offer");
  at.say("ann", "dora", "offer");

  at.pass(4900ms);
  CHECK(exchange::expired(at.here).empty());
  at.pass(1100ms);

  auto told = exchange::expired(at.here);
  std::sort(told.begin(), told.end());
  CHECK(told == strings{"1 bob", "1 dora"});
  CHECK(exchange::expired(at.there) == strings{"2 bob"});
  CHECK(at.metrics->peer_signals_expired.value() == 4);
  at.pass(20s);
  CHECK(exchange::expired(at.here).size() == 2);
}

TEST_CASE("peer hub: a queue without room tells its sender at once",
          "[actors][peerjs]") {
  peer_hub_settings settings;
  settings.queues.bytes = 10;
  exchange at{settings};
  at.arrive(at.here, 1, "ann", "a");

  at.say("ann", "bob", "more than ten bytes");

  CHECK(exchange::expired(at.here) == strings{"1 bob"});
}

TEST_CASE("peer hub: what met a closed socket waits for the next one",
          "[actors][peerjs]") {
  exchange at;
  at.arrive(at.here, 1, "ann", "a");
  at.arrive(at.there, 2, "bob", "b");
  at.say("ann", "bob", "offer");
  auto missed = at.there.last<deliver_signal>().what;
  at.leave(at.there, 2, "bob");
  at.there.forget();

  at.send(at.board, peer_missed{missed});
  at.arrive(at.there, 3, "bob", "b");

  CHECK(exchange::given(at.there) == strings{"3 offer"});
}

TEST_CASE("peer hub: over the limit nobody new comes in", "[actors][peerjs]") {
  peer_hub_settings settings;
  settings.most_peers = 2;
  exchange at{settings};
  at.arrive(at.here, 1, "ann", "a");
  at.arrive(at.here, 2, "bob", "b");

  at.arrive(at.here, 3, "cleo", "c");
  CHECK(at.here.last<peer_refused>().number == 3);
  CHECK(at.here.last<peer_refused>().why == peer_refusal::too_many);
  at.arrive(at.there, 1, "ann", "a");  // is no new one
  CHECK(at.there.count<peer_admitted>() == 1);
  at.leave(at.here, 2, "bob");
  at.arrive(at.here, 4, "cleo", "c");

  CHECK(at.ids() == strings{"ann", "cleo"});
}

TEST_CASE("peer hub: an account has its share of the peers, not all",
          "[actors][peerjs]") {
  peer_hub_settings settings;
  settings.most_of_account = 2;
  exchange at{settings};
  at.arrive(at.here, 1, "ann-1", "a", "ann");
  at.arrive(at.here, 2, "ann-2", "a", "ann");

  at.arrive(at.here, 3, "ann-3", "a", "ann");
  at.arrive(at.here, 4, "bob-1", "b", "bob");
  CHECK(at.ids() == strings{"ann-1", "ann-2", "bob-1"});
  at.leave(at.here, 1, "ann-1");
  at.arrive(at.here, 5, "ann-3", "a", "ann");

  CHECK(at.ids() == strings{"ann-2", "ann-3", "bob-1"});
}

TEST_CASE("peer hub: those that a former one let in are in, and not told",
          "[actors][peerjs]") {
  peer_hub_settings settings;
  settings.most_peers = 1;
  exchange at{settings};

  at.arrive(at.here, 1, "ann", "a", {}, true);
  at.arrive(at.here, 2, "bob", "b", {}, true);

  CHECK(at.ids() == strings{"ann", "bob"});
  for (const auto& each : at.here.all<peer_admitted>()) CHECK_FALSE(each.fresh);
}

TEST_CASE("peer hub: it says where it is and how much is on its way",
          "[actors][peerjs]") {
  peer_hub_settings settings;
  settings.most_backlog = 4;
  exchange at{settings};
  auto found = at.request<peer_hub_found>(at.board, find_peer_hub{});
  CHECK(found->handle == at.board);

  found->signals->add(5);
  CHECK(found->signals->full());
  at.say("ann", "bob", "hello");

  CHECK_FALSE(found->signals->full());
}

TEST_CASE("peer hub: it ends when the server stops", "[actors][peerjs]") {
  exchange at;
  at.send(at.board, stop_child{});
  CHECK_FALSE(at.alive(at.board));
}
