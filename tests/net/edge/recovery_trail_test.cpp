#include "net/edge/recovery_trail.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <random>

#include "net/codec/offset.hpp"

using namespace parley;
using namespace parley::net;

namespace {

/// One client on an edge with other clients: it comes into rooms and leaves
/// them, entries go by, and some it is sent alone. The model knows what the
/// client had at each moment.
class model {
 public:
  struct moment {
    std::string offset;                        ///< the newest the client saw
    std::map<core::room_id, core::seq_t> has;  ///< per room
  };

  explicit model(unsigned seed) : random_(seed) {
    for (int i = 0; i < 4; ++i)
      rooms_[core::room_id::make()].ring = std::make_shared<delivery_ring>();
    note();
  }

  void step() {
    auto at = rooms_.begin();
    std::advance(at, static_cast<int>(random_() % rooms_.size()));
    auto& [id, room] = *at;
    auto dice = random_() % 10;
    if (dice < 7) entry(id, room);
    else if (room.heard) leave(id, room);
    else come_in(id, room, dice == 7 ? 0 : std::min(room.unseen(), most_alone));
  }

  std::vector<room_stay> stays() const {
    std::vector<room_stay> all;
    for (const auto& [id, room] : rooms_)
      if (room.heard) all.push_back(stay(id, room));
    return all;
  }

  /// Moments since the last change of rooms.
  std::vector<moment> moments;
  recovery_trail trail{"pid", "", 1};

 private:
  static constexpr core::seq_t most_alone = 3;

  struct place {
    bool heard = false;
    core::seq_t head = 0;
    core::seq_t seen = 0;  ///< newest the client ever got
    std::uint64_t since = 0;

    /// What it is sent alone, it never got before.
    core::seq_t unseen() const { return head - seen; }
    std::shared_ptr<delivery_ring> ring;
  };

  static room_stay stay(core::room_id id, const place& room) {
    return {id, room.head, room.since, false, room.ring};
  }

  void note() { moments.push_back({offset_, has_}); }
  void see(core::room_id id, core::seq_t seq) {
    offset_ = offset_of(id, seq);
    has_[id] = seq;
    rooms_[id].seen = seq;
    note();
  }

  void entry(core::room_id id, place& room) {
    room.ring->add(position_++, ++room.head);
    if (room.heard) see(id, room.head);
  }
  void leave(core::room_id id, place& room) {
    trail.note_left(stay(id, room));
    room.heard = false;
    has_.erase(id);
    moments.clear();
    note();
  }
  /// `alone` newest entries it is sent alone, the others it has by the join.
  void come_in(core::room_id id, place& room, core::seq_t alone) {
    room.heard = true;
    room.since = position_;
    has_[id] = room.seen = room.head - alone;
    moments.clear();
    note();
    if (alone == 0) return;
    trail.note_alone(id, room.head - alone + 1, room.head, position_);
    for (auto seq = room.head - alone + 1; seq <= room.head; ++seq)
      see(id, seq);
  }

  std::mt19937 random_;
  std::map<core::room_id, place> rooms_;
  std::uint64_t position_ = 1;
  std::string offset_;
  std::map<core::room_id, core::seq_t> has_;
};

}  // namespace

TEST_CASE("recovery trail: wherever it breaks, exactly the rest is missing",
          "[recovery]") {
  auto seed = GENERATE(range(0u, 40u));
  CAPTURE(seed);
  model of{seed};
  for (int step = 0; step < 80; ++step) {
    of.step();
    for (const auto& moment : of.moments) {
      auto marks = of.trail.resolve(moment.offset, of.stays());
      REQUIRE(marks);
      std::map<core::room_id, core::seq_t> has;
      for (const auto& mark : *marks) has[mark.room] = mark.seq;
      REQUIRE(has == moment.has);
    }
  }
}

TEST_CASE("recovery trail: without an offset all since the start is missing",
          "[recovery]") {
  auto room = core::room_id::make();
  auto ring = std::make_shared<delivery_ring>();
  ring->add(3, 8);  // before
  ring->add(4, 9);
  recovery_trail trail{"pid", "given", 4};
  std::vector<room_stay> stays{{room, 9, 4, false, ring}};
  for (const auto* offset : {"", "given"}) {
    auto marks = trail.resolve(offset, stays);
    REQUIRE(marks);
    CHECK(marks->front().seq == 8);
  }
}

TEST_CASE("recovery trail: a room keeps its words", "[recovery]") {
  recovery_trail trail{"pid", "", 1};
  std::vector<room_stay> stays;
  for (auto words : {actors::room_words::session, actors::room_words::channel})
    stays.push_back({core::room_id::make(), 0, 1, false, nullptr, words});

  auto marks = trail.resolve("", stays);

  REQUIRE(marks);
  CHECK(marks->at(0).words == actors::room_words::session);
  CHECK(marks->at(1).words == actors::room_words::channel);
}

TEST_CASE("recovery trail: what is not known is not recovered", "[recovery]") {
  auto room = core::room_id::make();
  auto ring = std::make_shared<delivery_ring>();
  recovery_trail trail{"pid", "", 1};
  std::vector<room_stay> stays{{room, 0, 1, false, ring}};
  CHECK_FALSE(trail.resolve("nonsense", stays));
  CHECK_FALSE(trail.resolve(offset_of(room, 1), stays));

  // More went by than the ring holds.
  for (core::seq_t seq = 1; seq <= delivery_ring::most + 1; ++seq)
    ring->add(seq, seq);
  stays.front().head = delivery_ring::most + 1;
  CHECK_FALSE(trail.resolve("", stays));
  CHECK_FALSE(trail.resolve(offset_of(room, 1), stays));
  CHECK(trail.resolve(offset_of(room, 2), stays)->front().seq == 2);
}

TEST_CASE("offsets: read back by their own room only", "[recovery]") {
  auto room = core::room_id::make();
  CHECK(seq_in(offset_of(room, 77), room) == 77u);
  CHECK_FALSE(seq_in(offset_of(room, 77), core::room_id::make()));
  for (const auto* wrong : {"", ".", "x.1", "1"})
    CHECK_FALSE(seq_in(wrong, room));
  CHECK_FALSE(seq_in(offset_of(room, 1) + "x", room));
}
