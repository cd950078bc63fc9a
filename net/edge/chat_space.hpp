#pragma once

#include "net/edge/edge.hpp"
#include "net/socketio/space.hpp"

namespace parley::net {

/// The main namespace: every socket in it is a chat client of the edge.
class chat_space final : public socketio::space {
 public:
  explicit chat_space(edge& home) : edge_(home) {}

  /// The token comes as `auth: {token}`, `Authorization`, `?token=`, or later
  /// by `authenticate`.
  void on_connect(socketio::socket& made, std::string_view auth) override;

 private:
  edge& edge_;
};

}  // namespace parley::net
