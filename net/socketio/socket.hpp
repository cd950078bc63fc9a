#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "net/socketio/space.hpp"

namespace parley::net::socketio {

class client;

/// One client of one namespace.
class socket {
 public:
  socket(client& of, std::shared_ptr<space> in, std::string_view nsp,
         std::string sid);

  // -- the answer to CONNECT --------------------------------------------------
  /// Before `accept`: it is the one that had this sid.
  void restore(std::string sid) { sid_ = std::move(sid); }
  /// The answer will take time: `with` hears if the client leaves meanwhile.
  void attend(std::unique_ptr<socket_handler> with);
  /// Lets it in, after `attend`; `pid` only with recovery.
  void accept(std::string_view pid = {});
  /// Both at once.
  void accept(std::unique_ptr<socket_handler> with, std::string_view pid = {}) {
    attend(std::move(with));
    accept(pid);
  }
  /// Refuses it; `data` is JSON or empty. The socket is gone after this turn.
  void refuse(std::string_view message, std::string_view data = {});

  // -- in the namespace -------------------------------------------------------
  /// Sends an event; `args` are JSON texts, `attachments` what their
  /// placeholders stand for.
  void emit(std::string_view name, std::span<const std::string_view> args,
            std::span<const std::string_view> attachments = {},
            std::optional<std::uint64_t> id = {});
  /// Answers an event that had this id.
  void ack(std::uint64_t id, std::span<const std::string_view> args,
           std::span<const std::string_view> attachments = {});
  /// Sends a frame of the connection's format.
  void push(frame_ptr f);

  /// Leaves the namespace; with `close` the whole connection ends.
  void disconnect(bool close = false);

  const std::string& sid() const { return sid_; }
  std::string_view nsp() const { return nsp_ ? *nsp_ : main_namespace; }
  bool is_connected() const { return accepted_ && handler_ != nullptr; }
  client& connection() { return client_; }

  // -- for the connection -----------------------------------------------------
  void handle(received& got);
  void leave(leave_reason why);
  socket_handler* handler() { return handler_.get(); }

 private:
  static constexpr std::string_view main_namespace = "/";

  client& client_;
  const std::shared_ptr<space> space_;  ///< lives as long as it has sockets
  /// Null for most: the main namespace.
  const std::unique_ptr<const std::string> nsp_;
  std::string sid_;
  std::unique_ptr<socket_handler> handler_;
  bool accepted_ = false;
};

}  // namespace parley::net::socketio
