#pragma once

// Connection state recovery, the part without actors: which entries of which
// rooms a client has got, told from the last offset it saw.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/messages/connection.hpp"
#include "core/ids.hpp"
#include "core/model.hpp"
#include "core/seldom.hpp"
#include "net/edge/delivery_ring.hpp"

namespace parley::net {

/// How far a client is in a room: what it misses has a higher seq.
struct room_mark {
  core::room_id room;
  core::seq_t seq = 0;
  actors::room_words words = actors::room_words::channel;
};

/// A room that a client heard on an edge.
struct room_stay {
  core::room_id room;
  core::seq_t head = 0;     ///< newest entry the client was sent
  std::uint64_t since = 0;  ///< position when it came in
  bool left = false;        ///< it hears the room no longer
  std::shared_ptr<const delivery_ring> ring;  ///< null: nothing went by
  actors::room_words words = actors::room_words::channel;
};

/// What one client was sent besides the entries that went by: positions of its
/// edge are the clock of it all.
class recovery_trail {
 public:
  /// `start`: position when the client's connection began; `offset`: what it
  /// had seen last by then, empty if nothing.
  recovery_trail(std::string pid, std::string offset, std::uint64_t start)
      : pid_(std::move(pid)), offset_(std::move(offset)), start_(start) {}

  const std::string& pid() const { return pid_; }
  const std::string& offset() const { return offset_; }

  /// It alone was sent these entries of a room, at this position.
  void note_alone(core::room_id room, core::seq_t first, core::seq_t last,
                  std::uint64_t position);
  /// It left a room: an offset may still speak of it.
  void note_left(room_stay stay);

  /// How far the client is in each room of `stays` if `offset` is the last it
  /// saw (empty: it saw none). Nothing: unknown or too long ago.
  std::optional<std::vector<room_mark>> resolve(
      std::string_view offset, const std::vector<room_stay>& stays) const;

 private:
  static constexpr std::size_t most_notes = 1024;
  static constexpr std::size_t most_left = 64;

  struct note {
    std::uint64_t position;
    core::room_id room;
    core::seq_t first;
    core::seq_t last;
  };
  /// A moment of the client's stream: all notes before `notes` and all that
  /// went by before `position` had arrived, and of the note at `notes` what is
  /// up to `seq`.
  struct moment {
    std::uint64_t position;
    std::size_t notes;
    core::seq_t seq;
  };

  std::optional<moment> moment_of(std::string_view offset,
                                  const std::vector<room_stay>& stays) const;
  std::optional<moment> moment_in(const room_stay& stay,
                                  std::string_view offset) const;
  std::size_t notes_before(std::uint64_t position) const;
  core::seq_t missed_alone(core::room_id room, const moment& seen) const;

  std::string pid_;
  std::string offset_;
  std::uint64_t start_;
  bool forgot_notes_ = false;
  core::seldom<std::vector<note>> notes_;
  core::seldom<std::vector<room_stay>> left_;
};

}  // namespace parley::net
