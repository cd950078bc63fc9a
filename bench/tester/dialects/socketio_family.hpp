#pragma once

#include "bench/tester/dialects/dialect.hpp"
#include "bench/tester/dialects/socketio_packet.hpp"

namespace parley::bench {

/// Engine.IO 4 and Socket.IO 5 in the main namespace: what all servers of it
/// share. A seat's token goes into the CONNECT, where `auth` of the real
/// client goes.
class socketio_family : public dialect {
 public:
  explicit socketio_family(transport over) : over_(over) {}

  std::string target(const seat& who) const final;
  setup upgraded(const seat& who, std::string& out) const final;
  setup setup_text(const seat& who, std::string_view text,
                   std::string& out) const final;
  void other_text(std::string_view text, std::string& out) const final;
  std::optional<std::uint32_t> acknowledged(std::string_view text) const final;

 protected:
  /// Appends a packet as the transport wants it.
  void say(std::string_view packet, std::string& out) const;

 private:
  /// The event that joins the room, to be acknowledged with the id 0.
  virtual std::string join(const seat& who) const = 0;

  /// An event came before the answer to `join`.
  virtual setup early_event(std::string_view name) const = 0;

  transport over_;
};

}  // namespace parley::bench
