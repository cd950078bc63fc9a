#pragma once

#include <memory>
#include <string_view>

#include "net/socket/frame.hpp"
#include "net/websocket/frame_writer.hpp"

namespace parley::net::socketio {

/// A packet as a WebSocket frame, the Engine.IO message around it included.
/// `write` appends the packet's text, of about `expected` bytes.
template <class Write>
std::shared_ptr<frame> packet_frame(std::size_t expected, Write write) {
  auto made = std::make_shared<frame>();
  made->bytes.reserve(expected + 1 + websocket::max_header);
  auto mark = websocket::open_frame(made->bytes, expected + 1);
  made->bytes += '4';
  write(made->bytes);
  websocket::finish_frame(made->bytes, mark, websocket::opcode::text);
  return made;
}

/// An attachment.
inline std::shared_ptr<frame> attachment_frame(std::string_view bytes) {
  auto made = std::make_shared<frame>();
  websocket::append_frame(made->bytes, websocket::opcode::binary, bytes);
  return made;
}

}  // namespace parley::net::socketio
