#pragma once

// A dialect: how the same events look to one kind of client.

#include "actors/messages/edge_orders.hpp"
#include "net/codec/client_event.hpp"
#include "net/codec/notice.hpp"
#include "net/json/reader.hpp"
#include "net/socket/frame.hpp"

namespace parley::net {

/// Places of `encoding_slots`.
enum class encoding_slot : std::uint8_t {
  json_payload,
  plain_json,
  socket_io,
  server_sent,
  msgpack,
  socket_io_msgpack,
  other_words,  ///< slots for each set of words but those of a channel
};

/// What the server says, as frames of one dialect.
class codec {
 public:
  virtual ~codec() = default;

  /// Encoded on the first call for this event and words, then shared.
  virtual frame_ptr encode(
      const actors::room_event& event,
      actors::room_words in = actors::room_words::channel) const = 0;

  virtual frame_ptr encode(const actors::reply& answer) const = 0;
  virtual frame_ptr encode(const notice& what) const = 0;
  /// Answer to something nobody understood.
  virtual frame_ptr encode(const bad_request& refused) const = 0;
};

/// One JSON object a text frame: `{"event","data","id"?}` from clients,
/// `{"event","data"}` and `{"ack","data"}` from the server.
const codec& plain_json();
/// `text` has `json::parser::padding` readable bytes behind it.
decoded decode_plain_json(json::parser& parser, std::string_view text);

/// The same objects as MessagePack, one map a binary frame.
const codec& msgpack();
/// Failures as with the same object in JSON, and those of
/// `json::read_msgpack`.
decoded decode_msgpack(json::parser& parser, std::string_view bytes);

/// Socket.IO packets of the main namespace; the data of an ack is its only
/// argument. An ack's text is the packet's id. An entry of a room's log has an
/// offset as its event's last argument, for connection state recovery.
const codec& socket_io();
/// The same packets for clients with socket.io-msgpack-parser.
const codec& socket_io_msgpack();

/// Server-sent events (WHATWG HTML, 9.2): the event's name and its data. The
/// ids are the stream's business, frames name their entry.
const codec& server_sent();

}  // namespace parley::net
