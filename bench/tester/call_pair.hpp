#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "bench/tester/dialects/call_speech.hpp"

namespace parley::bench {

enum class call_side : std::uint8_t { caller, callee };

constexpr call_side other_side(call_side who) {
  return who == call_side::caller ? call_side::callee : call_side::caller;
}

enum class call_act : std::uint8_t {
  nothing,
  accept,   ///< the callee answers
  offer,    ///< the caller sends its signals
  answer,   ///< the callee sends its signals
  hang_up,  ///< the caller does
  finish,   ///< both know that the call is over, as it should be
  fail,     ///< it went otherwise
};

/// What is to be done now.
struct call_turn {
  call_act act = call_act::nothing;
  std::string_view why{};  ///< fail: an error's code, or what became of it
};

/// Two who call each other, one call after the other. Knows neither sockets
/// nor a clock: what they hear comes in, what is to be done goes out.
///
///   free ─ begin ─► rings ─ answered ─► signals, both ways ─► hung up
///    ▲                │                   │                      │
///    ├───── end ──── fail ◄───────────────┴──────────────────────┤
///    └───── end ─── finish ◄──────────── both have heard it ─────┘
class call_pair {
 public:
  /// A call of this number, not 0, in which each side sends `signals`; it
  /// should have begun at `intended_ns`.
  void begin(std::uint32_t number, std::uint32_t signals,
             std::int64_t intended_ns);
  /// Nothing more is expected of it: the pair is free.
  void end();

  /// Whether the news are about the call that is under way.
  bool concerns(const call_news& news) const;
  /// Whether the news tell of a call that was given up: it would keep both
  /// busy.
  bool is_stray(const call_news& news) const;
  /// What one of the two heard, if it `concerns` the call.
  call_turn hear(call_side who, const call_news& news);
  /// All signals of a side leave.
  void speak(call_side who, std::int64_t at_ns) { of(who).spoke_ns = at_ns; }

  /// 0: free.
  std::uint32_t number() const { return number_; }
  std::uint32_t signals() const { return signals_; }
  std::int64_t intended_ns() const { return intended_ns_; }
  /// When the signals of a side left.
  std::int64_t spoke_ns(call_side who) const { return of(who).spoke_ns; }
  /// What the server calls the call; empty as long as it has not told.
  const std::string& id() const { return id_; }

 private:
  struct side {
    std::uint32_t heard = 0;  ///< signals of the other one
    std::int64_t spoke_ns = 0;
    bool over = false;
  };

  side& of(call_side who) { return sides_[static_cast<std::size_t>(who)]; }
  const side& of(call_side who) const {
    return sides_[static_cast<std::size_t>(who)];
  }
  call_turn hear_signal(call_side who, std::uint32_t place);
  call_turn hear_end(call_side who, std::string_view why);
  call_turn hang_up();

  std::uint32_t number_ = 0;
  std::uint32_t signals_ = 0;
  std::int64_t intended_ns_ = 0;
  bool hanging_up_ = false;
  std::array<side, 2> sides_{};
  std::string id_;
  std::string former_;  ///< the call before, of which something may still come
};

}  // namespace parley::bench
