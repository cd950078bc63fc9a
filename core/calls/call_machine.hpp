#pragma once

// The rules of one call: who rings, who takes part, when it is over. Knows
// neither actors nor a clock: time comes in, what is to be done goes out.
//
//              ┌─ answered ─► accepted ─ last one out, time ─► ended
//   ringing ───┼─ declined ─► rejected
//              ├─ caller ───► cancelled
//              └─ time ─────► missed          (any: failed; at once: busy)

#include <chrono>
#include <optional>
#include <vector>

#include "core/calls/call.hpp"
#include "core/result.hpp"

namespace parley::core {

struct call_rules {
  std::chrono::milliseconds ring{45'000};
  std::chrono::milliseconds grace{20'000};  ///< to find a connection again
  std::chrono::milliseconds longest{4 * 60 * 60 * 1000};  ///< once answered
  std::size_t most = 8;  ///< who take part at the same time
};

/// A device of a user, and whether a socket of it is there.
struct call_seat {
  user_id user;
  device_id device;
  bool connected = true;
};

/// What devices are told. Whoever is told one of the last four has no part in
/// the call any more, unless the user answers it again.
enum class call_notice : std::uint8_t {
  incoming,
  ringing,  ///< it does at those who were called
  accepted,
  answered_elsewhere,
  participants,  ///< who takes part, and how, changed
  rejected,
  busy,
  missed,
  ended,
};

constexpr bool is_last(call_notice what) {
  return what >= call_notice::rejected;
}

struct call_tell {
  user_id to;
  call_notice what = call_notice::participants;
  user_id about{};       ///< whose doing it is; none: nobody's
  device_id at{};        ///< on which `about` takes part
  device_id only{};      ///< none: all devices of `to`
  device_id except{};    ///< none: no device is left out
  call_status status{};  ///< for `to`: the call of others may go on
  call_reason reason = call_reason::none;
};

/// How those who had a part in a call to its end were told of it.
std::vector<call_tell> last_tells(const call& over);

struct call_effects {
  std::vector<call_tell> tells;
  bool store = false;  ///< something changed that is kept
};

/// Every act of a user is from a device. Failures change nothing: not_found,
/// for who was not called; gone, when it is over; conflict, when it is too late
/// or too early for the act; forbidden.
class call_machine {
 public:
  /// `value.parties` are the caller and those who are called: ringing, or busy.
  call_machine(call value, const call_rules& rules);

  call_effects start(const call_seat& caller, timestamp now);
  /// Also by somebody who left before; and, by somebody who takes part on
  /// another device, hands the call over to this one. `newcomer`: the card of
  /// who answers, who may come to a group's call without having been called.
  result<call_effects> accept(const call_seat& by, timestamp now,
                              const std::optional<user_card>& newcomer = {});
  result<call_effects> reject(user_id by, timestamp now);
  /// By the caller. One that was answered meanwhile is left instead.
  result<call_effects> cancel(user_id by, timestamp now);
  /// Leaves; who is still called declines.
  result<call_effects> end(user_id by, timestamp now);
  result<call_effects> show(const call_seat& by, const shown_media& now_shown);
  /// The connection of a seat broke, or is there again. Of other devices:
  /// nothing.
  call_effects lose(user_id who, device_id device, timestamp now);
  call_effects regain(user_id who, device_id device);
  /// Is no longer a member of the room.
  call_effects remove(user_id who, timestamp now);
  /// The server cannot go on with it.
  call_effects fail(timestamp now);
  /// Ends what has lasted long enough.
  call_effects tick(timestamp now);

  /// When `tick` has something to do; there always is such a time until the
  /// call is over.
  std::optional<timestamp> next_deadline() const;
  const call& value() const { return value_; }
  bool over() const { return is_over(value_.status); }
  /// Whether the user cannot be called by others. Who is one of many that ring
  /// still can.
  bool holds(user_id who) const;
  const call_party* find(user_id who) const;

 private:
  struct verdict {
    call_status status;
    call_reason reason;
    user_id by{};
  };

  result<call_party*> party_of(user_id who);
  std::size_t count(party_state state) const;
  bool full() const { return count(party_state::joined) >= rules_.most; }
  result<void> add(const user_card& newcomer);
  void sit(call_party& who, const call_seat& on, timestamp now);
  void hand_over(call_effects& to, call_party& who, const call_seat& on,
                 timestamp now);
  void decline(call_effects& to, call_party& who, timestamp now);
  /// Ends the part of one who takes part, and maybe the call.
  void take_out(call_effects& to, call_party& who, verdict why, timestamp now);
  void stop_ringing(call_effects& to, timestamp now);
  void finish(call_effects& to, const verdict& how, timestamp now);
  void settle();

  call_tell tell(const call_party& to, call_notice what,
                 user_id about = {}) const;
  void tell_joined(call_effects& to, call_notice what, user_id about) const;

  call value_;
  call_rules rules_;
  std::optional<timestamp> ring_until_;
  std::optional<timestamp> end_by_;
};

}  // namespace parley::core
