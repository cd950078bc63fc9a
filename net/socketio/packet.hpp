#pragma once

// Socket.IO v5, "Packet encoding", "Format": the text of a packet of the
// default parser, without the Engine.IO message around it.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "net/json/reader.hpp"
#include "net/socketio/json_text.hpp"

namespace parley::net::socketio {

/// The first character of a packet is '0' plus this.
enum class packet_type : std::uint8_t {
  connect,        ///< asks for a namespace, or grants it
  disconnect,     ///< leaves a namespace
  event,          ///< a name and arguments
  ack,            ///< answers an event that had an id
  connect_error,  ///< refuses a namespace
  binary_event,   ///< an event with attachments
  binary_ack,     ///< an ack with attachments
};

constexpr bool is_binary(packet_type type) {
  return type == packet_type::binary_event || type == packet_type::binary_ack;
}

constexpr bool is_event(packet_type type) {
  return type == packet_type::event || type == packet_type::binary_event;
}

/// Digits an ack id may have: any number of so many fits 64 bits.
inline constexpr std::size_t max_id_digits = 19;

/// What a client may send.
struct packet_limits {
  std::size_t max_attachments = 10;  ///< frames behind a binary packet
};

/// A decoded packet. Views point into the text (into the parser's, if it had
/// to be mended: `json::parser::mended`), except `name` if it has
/// escapes: then, like `data`, it is valid until the parser parses again.
struct packet {
  packet_type type = packet_type::connect;
  std::size_t attachments = 0;  ///< binary types: the frames that follow
  /// As sent, with a query if it has one: the original does not cut it off.
  std::string_view nsp = "/";
  std::optional<std::uint64_t> id;  ///< an event that wants an ack; an ack
  std::string_view payload;         ///< the JSON text, empty if there is none
  json::value data;                 ///< the payload, absent if there is none
  std::string_view name;            ///< events: the name; a number as written
  argument_list args;               ///< events: without the name; acks: all
};

/// The packet's parts without a look into its payload: `data`, `name` and
/// `args` are empty.
core::result<packet> split(std::string_view text,
                           const packet_limits& limits = {
                               .max_attachments = 999'999'999});

/// Decodes a packet's text, which has `json::parser::padding` readable bytes
/// behind it. Takes what socket.io-parser 4.2 takes but for what no client
/// writes: see tests/net/socketio/malformed_test.cpp. Failures, all ending the
/// connection: `invalid_request`, `invalid_json`, `payload_too_large` (more
/// attachments or JSON than allowed).
core::result<packet> decode(std::string_view text, json::parser& parser,
                            const packet_limits& limits = {});

// -- encoding: appends a packet's text ----------------------------------------

/// "Connection to a namespace": grants it. `pid` only with recovery.
void append_connect(std::string& out, std::string_view nsp,
                    std::string_view sid, std::string_view pid = {});

/// Refuses a namespace. `data`: JSON with more about it, empty for none.
void append_connect_error(std::string& out, std::string_view nsp,
                          std::string_view message, std::string_view data = {});

void append_disconnect(std::string& out, std::string_view nsp);

/// Where an event or ack goes and what comes with it. The namespace must not
/// contain a comma ("Format").
struct envelope {
  std::string_view nsp = "/";
  std::optional<std::uint64_t> id = {};  ///< of an ack: always
  /// Binary frames that follow; their places are held by `append_placeholder`.
  std::size_t attachments = 0;
};

/// An event; a binary one if it has attachments. `args`: JSON texts.
void append_event(std::string& out, const envelope& to, std::string_view name,
                  std::span<const std::string_view> args);

/// An ack; a binary one if it has attachments.
void append_ack(std::string& out, const envelope& to,
                std::span<const std::string_view> args);

/// The JSON that stands for the attachment `number`, counted from 0.
void append_placeholder(std::string& out, std::size_t number);

}  // namespace parley::net::socketio
