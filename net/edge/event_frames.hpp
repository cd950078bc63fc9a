#pragma once

#include <algorithm>
#include <array>
#include <span>

#include "net/codec/codec.hpp"
#include "net/socket/socket_home.hpp"

namespace parley::net {

/// The frames of one event, for as long as an edge delivers it: each dialect is
/// asked once for each set of words that somebody hears.
class event_frames {
 public:
  event_frames(const actors::room_event& event, socket_home& home)
      : event_(event), home_(home) {}

  /// Lives until the end of the turn.
  const frame* get(const codec& dialect, actors::room_words in) {
    if (!last_.is(dialect, in)) last_ = find(dialect, in);
    return last_.made;
  }

 private:
  struct shape {
    const codec* dialect;
    actors::room_words words;
    const frame* made;

    bool is(const codec& of, actors::room_words in) const {
      return dialect == &of && words == in;
    }
  };

  shape find(const codec& dialect, actors::room_words in) {
    auto known = std::span{known_}.first(count_);
    auto found = std::ranges::find_if(
        known, [&](const shape& each) { return each.is(dialect, in); });
    if (found != known.end()) return *found;
    auto made = dialect.encode(event_, in);
    shape fresh{&dialect, in, made.get()};
    home_.hold(std::move(made));
    if (count_ < known_.size()) known_[count_++] = fresh;
    return fresh;
  }

  const actors::room_event& event_;
  socket_home& home_;
  shape last_{};  // nearly always the one
  std::array<shape, 8> known_;
  std::size_t count_ = 0;
};

}  // namespace parley::net
