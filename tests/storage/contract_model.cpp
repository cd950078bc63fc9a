// Contract of every engine: random operations against a model of a few lines.

#include <map>
#include <random>
#include <set>

#include "tests/storage/store_fixture.hpp"

namespace parley::storage::tests {

namespace {

/// What the logs must hold, and who is in the rooms.
struct model {
  struct first {
    int room;
    std::string text;
    core::seq_t seq;
  };
  std::map<int, std::vector<std::string>> logs;
  std::map<int, std::set<int>> members;
  std::map<std::pair<int, std::string>, first> client_ids;

  core::seq_t append(int room, const std::string& line) {
    logs[room].push_back(line);
    return logs[room].size();
  }
};

std::string line_of(const core::log_entry& e) {
  switch (e.kind) {
    case core::entry_kind::joined:
      return "+" + e.who.username;
    case core::entry_kind::left:
      return "-" + e.who.username;
    default:
      return e.posted.sender.username + ":" + e.posted.content;
  }
}

template <class World>
class player {
 public:
  explicit player(World& w) : w_{w}, random_{Catch::rngSeed()} {
    for (int i = 0; i < 4; ++i)
      users_.push_back(w_.in.user("u" + std::to_string(i)));
    for (int i = 0; i < 3; ++i) {
      rooms_.push_back(w_.in.room("r" + std::to_string(i), users_[0]));
      stored_.append(i, "+u0");
      stored_.members[i].insert(0);
    }
  }

  void play_batch() {
    next_ = stored_;
    must(w_.in.write().begin());
    for (int i = pick(12); i > 0; --i) play_one();
    if (pick(4) == 0) {
      w_.in.write().rollback();
    } else {
      must(w_.in.write().commit());
      stored_ = next_;
    }
  }

  void compare() {
    for (int room = 0; room < 3; ++room) {
      const auto log = w_.in.log(room_at(room).id);
      require_gap_free(log);
      std::vector<std::string> lines;
      for (const auto& e : log) lines.push_back(line_of(e));
      REQUIRE(lines == stored_.logs[room]);
      const auto state = must(w_.in.ask(load_room{room_at(room).id}));
      REQUIRE(state.head == lines.size());
      REQUIRE(state.members.size() == stored_.members[room].size());
    }
  }

 private:
  int pick(int count) {
    return std::uniform_int_distribution<int>{0, count - 1}(random_);
  }
  const core::room& room_at(int i) {
    return rooms_[static_cast<std::size_t>(i)];
  }
  const core::user& user_at(int i) {
    return users_[static_cast<std::size_t>(i)];
  }

  void play_one() {
    switch (pick(6)) {
      case 0:
        return join(pick(3), pick(4));
      case 1:
        return leave(pick(3), pick(4));
      case 2:
        CHECK(w_.in.write().apply(create_user{make_user("U1")}).has_error());
        return;
      default:
        return say(pick(3), pick(4));
    }
  }

  void join(int room, int user) {
    const auto done = must(w_.in.write().apply(
        append_joined{room_at(room).id, user_at(user).id, {}, {}}));
    core::seq_t expected = 0;
    if (next_.members[room].insert(user).second)
      expected = next_.append(room, "+u" + std::to_string(user));
    REQUIRE(done.seq == expected);
  }

  void leave(int room, int user) {
    const auto done = must(w_.in.write().apply(
        append_left{room_at(room).id, user_at(user).id, {}}));
    core::seq_t expected = 0;
    if (next_.members[room].erase(user) != 0)
      expected = next_.append(room, "-u" + std::to_string(user));
    REQUIRE(done.seq == expected);
  }

  void say(int room, int user) {
    const auto text = std::to_string(pick(2));
    const auto client_id = pick(2) ? std::to_string(pick(30)) : std::string{};
    const auto done = w_.in.write().apply(
        make_message(room_at(room), user_at(user), text, client_id));
    const auto known = next_.client_ids.find({user, client_id});
    const bool is_new = client_id.empty() || known == next_.client_ids.end();
    const bool outside = !next_.members[room].contains(user);
    if (outside &&
        (is_new || known->second.room != room || known->second.text != text)) {
      REQUIRE(error_of(done) == core::errc::not_found);
      return;
    }
    if (is_new) {
      const auto line = "u" + std::to_string(user) + ":" + text;
      const auto seq = next_.append(room, line);
      REQUIRE(must(done).seq == seq);
      if (!client_id.empty())
        next_.client_ids[{user, client_id}] = {room, text, seq};
      return;
    }
    const auto& first = known->second;
    if (first.room == room && first.text == text) {
      REQUIRE(must(done).seq == first.seq);
      REQUIRE(done->duplicate);
    } else {
      REQUIRE(error_of(done) == core::errc::client_id_conflict);
    }
  }

  World& w_;
  std::mt19937 random_;
  std::vector<core::user> users_;
  std::vector<core::room> rooms_;
  model stored_;
  model next_;
};

}  // namespace

TEMPLATE_LIST_TEST_CASE("store: random batches do what a simple model does",
                        "[storage][contract]", engines) {
  world<TestType> w;
  player game{w};

  for (int batch = 0; batch < 150; ++batch) {
    game.play_batch();
    if (batch % 10 == 9) game.compare();
  }
}

}  // namespace parley::storage::tests
