#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "actors/messages/connection.hpp"
#include "net/edge/recovery_trail.hpp"

namespace parley::net {

/// What a client gets back when it returns in time.
struct recovered_client {
  std::string sid;
  core::device_id device;
  std::vector<room_mark> rooms;
  actors::connection_id former{};  ///< its last connection
};

/// A client that lost its connection.
struct lost_client {
  recovery_trail trail;
  std::string sid;
  core::device_id device;
  std::vector<room_stay> stays;
  actors::connection_id former{};  ///< its last connection
};

/// The recovery ids of one edge: whose connections live here, who was lost
/// here, and where those are now that were born here and came back elsewhere.
/// A pid names the edge it was born on, which therefore can always be asked.
class recovery_book {
 public:
  using clock = std::chrono::steady_clock;

  /// Lost clients are kept for `window`, at most `most` of them.
  recovery_book(std::uint16_t edge, std::chrono::milliseconds window,
                std::size_t most)
      : edge_(edge), window_(window), most_(most) {}

  bool is_on() const { return window_.count() > 0; }
  std::string make_pid() const;
  /// The edge that a pid was born on; nothing: it is no pid.
  static std::optional<std::uint16_t> birthplace_of(std::string_view pid);

  // -- positions --------------------------------------------------------------
  std::uint64_t next_position() { return position_++; }
  std::uint64_t position() const { return position_; }

  // -- clients ----------------------------------------------------------------
  /// Until `remove_live` the text of `pid` must stay where it is: one copy less
  /// for each connection.
  void add_live(std::string_view pid, actors::connection_id at);
  std::optional<actors::connection_id> find_live(const std::string& pid) const;
  void remove_live(const std::string& pid) { live_.erase(pid); }

  void keep(lost_client client, clock::time_point now = clock::now());
  /// It was taken, but lost once more before it knew.
  void keep_again(const std::string& pid, const std::string& offset,
                  recovered_client client);
  /// Nothing: unknown, too late, of another device, or the offset says nothing
  /// any more. The client is forgotten, unless the device is another one.
  std::optional<recovered_client> take(const std::string& pid,
                                       core::device_id device,
                                       std::string_view offset,
                                       clock::time_point now = clock::now());

  // -- born here, living elsewhere --------------------------------------------
  std::optional<std::uint16_t> find_moved(const std::string& pid) const;
  void set_moved(const std::string& pid, std::uint16_t edge);
  /// It ended on `edge`, if it is still there.
  void forget_moved(const std::string& pid, std::uint16_t edge);

  /// Pids that were born elsewhere and ended here for good since the last
  /// call: their birthplaces want to know.
  std::vector<std::string> take_ended(clock::time_point now = clock::now());
  /// A client that lived here, or was to, will not come back.
  void end(const std::string& pid);

  std::size_t lost() const { return lost_.size(); }
  std::size_t moved() const { return moved_.size(); }

 private:
  struct kept {
    lost_client client;
    clock::time_point until;
  };

  void drop_old(clock::time_point now);

  const std::uint16_t edge_;
  const std::chrono::milliseconds window_;
  const std::size_t most_;
  std::uint64_t position_ = 1;
  std::unordered_map<std::string_view, actors::connection_id> live_;
  std::unordered_map<std::string, kept> lost_;
  std::deque<std::pair<clock::time_point, std::string>> ends_;  ///< of lost_
  std::unordered_map<std::string, std::uint16_t> moved_;
  std::vector<std::string> ended_;
};

}  // namespace parley::net
