// Every order of events of a call between two and among three, one of whom may
// not have been called, as far as they can be told apart.

#include <catch2/catch.hpp>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <unordered_set>

#include "core/calls/call_machine.hpp"

using namespace parley::core;
using std::chrono::milliseconds;

namespace {

// Short, so that there are few moments at which something can happen.
const call_rules quick{milliseconds{3}, milliseconds{2}, milliseconds{7}, 3};
const timestamp noon = from_ms(1'800'000'000'000);

/// What a device was told last; nothing at first.
struct told {
  bool anything = false;
  call_notice what = call_notice::incoming;
  call_status status = call_status::ringing;
};

/// A call and what all devices know of it.
struct world {
  call_machine machine;
  timestamp now = noon;
  std::map<std::pair<user_id, device_id>, told> devices;
};

using act = std::pair<std::string, std::function<bool(world&)>>;

/// The people, what may happen to them, and what must hold whatever does.
class model {
 public:
  /// How many devices each has; the first one calls. The last ones may come
  /// without being called.
  explicit model(std::vector<int> devices, std::size_t newcomers = 0)
      : called_(devices.size() - newcomers) {
    for (int count : devices) {
      people_.push_back({user_id::make(), {}});
      for (int i = 0; i < count; ++i)
        people_.back().devices.push_back(device_id::make());
    }
    add_acts();
  }

  /// All worlds that `depth` events lead to. Returns how many there are.
  std::size_t explore(std::size_t depth) {
    std::deque<std::pair<world, std::size_t>> open{{beginning(), 0}};
    std::unordered_set<std::string> seen{key_of(open.front().first)};
    while (!open.empty()) {
      auto [from, steps] = std::move(open.front());
      open.pop_front();
      check(from);
      if (steps == depth) continue;
      for (const auto& [name, happen] : acts_) {
        auto next = from;
        INFO(name);
        if (!happen(next)) continue;
        if (seen.insert(key_of(next)).second)
          open.emplace_back(std::move(next), steps + 1);
      }
    }
    return seen.size();
  }

 private:
  struct person {
    user_id id;
    std::vector<device_id> devices;
  };

  world beginning() {
    call value;
    value.id = call_id::make();
    value.group = people_.size() > 2;
    for (std::size_t i = 0; i < called_; ++i)
      value.parties.push_back({{people_[i].id, "", ""}});
    world made{call_machine{value, quick}, noon, {}};
    auto first =
        made.machine.start({people_[0].id, people_[0].devices[0], true}, noon);
    apply(made, first);
    return made;
  }

  void add(const std::string& name, std::function<bool(world&)> happen) {
    acts_.emplace_back(name, std::move(happen));
  }
  /// What a user asks for; a refusal changes nothing.
  template <class Ask>
  void add_asked(const std::string& name, Ask ask) {
    add(name, [this, ask](world& in) {
      auto before = key_of(in);
      auto done = ask(in);
      if (!done) {
        CHECK(key_of(in) == before);
        return false;
      }
      apply(in, *done);
      return true;
    });
  }
  template <class Befall>
  void add_befallen(const std::string& name, Befall befall) {
    add(name, [this, befall](world& in) {
      apply(in, befall(in));
      return true;
    });
  }

  void add_acts() {
    for (std::size_t i = 0; i < people_.size(); ++i) {
      const auto id = people_[i].id;
      const auto who = std::string(1, static_cast<char>('A' + i));
      add_asked(who + " rejects",
                [id](world& w) { return w.machine.reject(id, w.now); });
      add_asked(who + " cancels",
                [id](world& w) { return w.machine.cancel(id, w.now); });
      add_asked(who + " ends",
                [id](world& w) { return w.machine.end(id, w.now); });
      add_befallen(who + " is removed",
                   [id](world& w) { return w.machine.remove(id, w.now); });
      std::optional<user_card> newcomer;
      if (i >= called_) newcomer = user_card{id, "", ""};
      for (auto device : people_[i].devices)
        add_device_acts(who, {id, device, true}, newcomer);
    }
    add_befallen("the server fails",
                 [](world& w) { return w.machine.fail(w.now); });
    add("time passes", [this](world& in) {
      auto due = in.machine.next_deadline();
      if (!due) return false;
      in.now = *due;
      apply(in, in.machine.tick(in.now));
      return true;
    });
  }

  void add_device_acts(const std::string& who, const call_seat& seat,
                       const std::optional<user_card>& newcomer) {
    const auto id = seat.user;
    const auto device = seat.device;
    call_seat asked_for{id, device, false};
    add_asked(who + " accepts", [=](world& w) {
      return w.machine.accept(seat, w.now, newcomer);
    });
    add_asked(who + " accepts by a request", [=](world& w) {
      return w.machine.accept(asked_for, w.now, newcomer);
    });
    add_asked(who + " shows a screen", [=](world& w) {
      return w.machine.show(seat, {false, true, true});
    });
    add_befallen(who + " is lost",
                 [=](world& w) { return w.machine.lose(id, device, w.now); });
    add_befallen(who + " is back",
                 [=](world& w) { return w.machine.regain(id, device); });
  }

  void apply(world& in, const call_effects& what) {
    for (const auto& each : what.tells)
      for (const auto& who : people_)
        if (who.id == each.to)
          for (auto device : who.devices) tell(in, who.id, device, each);
    if (in.machine.over() && !what.tells.empty()) check_end(in, what);
  }

  void tell(world& in, user_id user, device_id device, const call_tell& what) {
    if (what.only && what.only != device) return;
    if (what.except && what.except == device) return;
    auto& known = in.devices[{user, device}];
    // One that was told of the end hears only of a new part in the call.
    if (known.anything && is_last(known.what))
      CHECK(in.machine.find(user)->state == party_state::joined);
    known = {true, what.what, what.status};
  }

  /// All who had a part to the end are told the same; others, who were given up
  /// in the same moment, had an end of their own.
  void check_end(const world& in, const call_effects& last) {
    CHECK(last.store);
    const auto& end = last.tells.back();
    CHECK(end.status == in.machine.value().status);
    CHECK(end.reason == in.machine.value().reason);
    std::map<user_id, int> ends;
    for (const auto& each : last.tells)
      if (is_last(each.what)) ++ends[each.to];
    for (const auto& [user, count] : ends) CHECK(count == 1);
    for (auto each = last.tells.rbegin();
         each != last.tells.rend() && each->what == end.what; ++each) {
      CHECK(is_last(each->what));
      CHECK(each->status == end.status);
      CHECK(each->reason == end.reason);
      CHECK_FALSE(each->only);
      CHECK_FALSE(each->except);
    }
  }

  void check(const world& in) {
    const auto& value = in.machine.value();
    if (in.machine.over()) {
      CHECK_FALSE(in.machine.next_deadline());
      CHECK(value.ended_at);
      CHECK(value.reason != call_reason::none);
      for (const auto& each : people_) CHECK_FALSE(in.machine.holds(each.id));
      for (const auto& each : value.parties) {
        CHECK(each.state != party_state::ringing);
        CHECK(each.state != party_state::joined);
      }
      for (const auto& [device, known] : in.devices)
        CHECK((!known.anything || is_last(known.what)));
      return;
    }
    CHECK(value.answered_at.has_value() ==
          (value.status == call_status::accepted));
    check_timers(in);
  }

  /// Whatever state it is in, time alone ends it, and soon.
  void check_timers(world in) {
    for (int ticks = 0; !in.machine.over(); ++ticks) {
      REQUIRE(ticks < 10);
      auto due = in.machine.next_deadline();
      REQUIRE(due);
      REQUIRE(*due > in.now);
      in.now = *due;
      in.machine.tick(in.now);
    }
    CHECK(in.now <= noon + quick.ring + quick.longest);
  }

  /// What tells two worlds apart.
  std::string key_of(const world& in) const {
    std::string key;
    auto note = [&key](auto number) { key += std::to_string(number) + ' '; };
    auto note_time = [&](const std::optional<timestamp>& at) {
      note(at ? (*at - noon).count() : -1);
    };
    const auto& value = in.machine.value();
    note((in.now - noon).count());
    note(static_cast<int>(value.status));
    note_time(value.answered_at);
    for (std::size_t i = 0; i < value.parties.size(); ++i) {
      const auto& party = value.parties[i];
      note(static_cast<int>(party.state));
      note(party.shows.screen);
      note_time(party.lost_until);
      for (auto device : people_[i].devices) {
        note(party.device == device);
        auto known = in.devices.find({people_[i].id, device});
        const bool any = known != in.devices.end() && known->second.anything;
        note(any ? static_cast<int>(known->second.what) : -1);
      }
    }
    return key;
  }

  std::size_t called_;
  std::vector<person> people_;
  std::vector<act> acts_;
};

}  // namespace

TEST_CASE("calls: between two, whatever happens, all agree on the end",
          "[core][calls][model]") {
  model two{{2, 2}};

  CHECK(two.explore(1000) > 100);
}

TEST_CASE("calls: among three, whatever happens, all agree on the end",
          "[core][calls][model]") {
  model three{{1, 2, 1}};

#ifdef __SANITIZE_ADDRESS__
  CHECK(three.explore(7) > 1000);  // all of them take minutes
#else
  CHECK(three.explore(1000) > 10'000);
#endif
}

TEST_CASE("calls: whoever comes to a group's call, all agree on the end",
          "[core][calls][model]") {
  model three{{1, 1, 1}, 1};

#ifdef __SANITIZE_ADDRESS__
  CHECK(three.explore(7) > 100);
#else
  CHECK(three.explore(1000) > 1000);
#endif
}
