#include "net/websocket/frame_parser.hpp"

#include <simdjson.h>

#include <algorithm>
#include <string>
#include <utility>

#include "net/websocket/inflater.hpp"
#include "net/websocket/unmask.hpp"
#include "net/websocket/utf8.hpp"

namespace parley::net::websocket {

struct frame_parser::frame_header {
  opcode op;
  bool fin;
  bool compressed;            // the message that it opens
  std::uint8_t short_length;  // the seven bits that say how length was coded
  std::uint64_t length;
  mask_key key;

  static frame_header decode(const std::uint8_t* raw);
  bool opens_message() const { return op != opcode::continuation; }
};

// Why the connection fails; code 0: it does not.
struct frame_parser::fault {
  std::uint16_t code = 0;
  std::string_view why;

  explicit operator bool() const { return code != 0; }
};

// What a cut message or frame needs. A control frame may be cut in the middle
// of a fragmented message, hence its own room.
struct frame_parser::partial {
  opcode message_type = opcode::continuation;  // continuation: no message
  bool compressed = false;
  std::size_t fragments = 0;
  std::string message;  // compressed: as it came, until it is whole
  utf8_validator utf8;

  bool in_frame = false;  // some payload of this frame is still to come:
  opcode op = opcode::continuation;
  bool fin = false;
  mask_key key{};
  std::uint64_t missing = 0;

  std::array<char, max_control_payload> control;
  std::size_t control_size = 0;

  bool delivered = false;  // nothing is open, only the view is still in use

  bool message_open() const { return message_type != opcode::continuation; }
  void begin_fragment(const frame_header& frame) {
    ++fragments;
    if (!frame.opens_message()) return;
    message_type = frame.op;
    compressed = frame.compressed;
  }
};

namespace {

constexpr std::uint8_t length_16 = 126;
constexpr std::uint8_t length_64 = 127;

std::size_t header_length(std::uint8_t second) {
  auto coded = second & 0x7f;
  return 2U + (coded == length_64 ? 8U : coded == length_16 ? 2U : 0U) + 4U;
}

bool is_known(opcode op) {
  using enum opcode;
  return op == continuation || op == text || op == binary || op == close ||
         op == ping || op == pong;
}

// Whether it is the first byte of a compressed message, and nothing else that
// has a reserved bit.
bool opens_compressed(std::uint8_t first) {
  const auto op = static_cast<opcode>(first & 0x0f);
  return (first & 0x70) == compressed_bit &&
         (op == opcode::text || op == opcode::binary);
}

std::string_view view(std::span<const char> bytes) {
  return {bytes.data(), bytes.size()};
}

}  // namespace

frame_parser::frame_header frame_parser::frame_header::decode(
    const std::uint8_t* raw) {
  const std::uint8_t coded = raw[1] & 0x7f;
  const std::size_t extra = header_length(raw[1]) - 6;
  std::uint64_t length = extra == 0 ? coded : 0;
  for (std::size_t i = 0; i < extra; ++i) length = length << 8 | raw[2 + i];
  frame_header out{static_cast<opcode>(raw[0] & 0x0f),
                   (raw[0] & 0x80) != 0,
                   (raw[0] & compressed_bit) != 0,
                   coded,
                   length,
                   {}};
  std::memcpy(out.key.data(), raw + 2 + extra, out.key.size());
  return out;
}

frame_parser::frame_parser(const frame_limits& limits,
                           const std::optional<deflate_terms>& deflate)
    : limits_(&limits) {
  if (deflate)
    inflater_ = std::make_unique<inflater>(deflate->context_takeover);
}
frame_parser::frame_parser(frame_parser&&) noexcept = default;
frame_parser& frame_parser::operator=(frame_parser&&) noexcept = default;
frame_parser::~frame_parser() = default;

event frame_parser::next(std::span<char>& bytes) {
  if (partial_ && (partial_->delivered || done_)) partial_.reset();
  while (!bytes.empty() && !done_) {
    if (partial_ && partial_->in_frame) {
      if (auto e = take_piece(bytes)) return e;
      continue;
    }
    const auto* raw = take_header(bytes);
    if (!raw) {
      if (header_size_ < 2) break;
      if (auto why = check_start(header_[0], header_[1])) return fail(why);
      break;  // a valid start, the rest is still to come
    }
    if (auto why = check_start(raw[0], raw[1])) return fail(why);
    const auto frame = frame_header::decode(raw);
    if (auto why = check_length(frame)) return fail(why);
    if (frame.length > bytes.size()) begin_partial_frame(frame);
    else if (auto e = take_whole_frame(frame, bytes)) return e;
  }
  bytes = bytes.last(0);
  return {};
}

bool frame_parser::mid_message() const {
  if (done_) return false;
  return header_size_ != 0 || (partial_ && !partial_->delivered);
}

std::size_t frame_parser::heap_bytes() const {
  return (partial_ ? sizeof(partial) + partial_->message.capacity() : 0) +
         (inflater_ ? inflater_->heap_bytes() : 0);
}

// The complete header at the front, where it lies or, if it came in pieces,
// where they were collected; null while bytes are missing.
const std::uint8_t* frame_parser::take_header(std::span<char>& bytes) {
  if (header_size_ == 0 && bytes.size() >= 2) {
    const auto* raw = reinterpret_cast<const std::uint8_t*>(bytes.data());
    auto size = header_length(raw[1]);
    if (bytes.size() >= size) {
      bytes = bytes.subspan(size);
      return raw;
    }
  }
  auto wanted = header_size_ < 2 ? 2 : header_length(header_[1]);
  while (header_size_ < wanted && !bytes.empty()) {
    header_[header_size_++] = static_cast<std::uint8_t>(bytes.front());
    bytes = bytes.subspan(1);
    if (header_size_ == 2) wanted = header_length(header_[1]);
  }
  if (header_size_ < wanted) return nullptr;
  header_size_ = 0;
  return header_.data();
}

// What the first two bytes allow to say.
frame_parser::fault frame_parser::check_start(std::uint8_t first,
                                              std::uint8_t second) const {
  const auto op = static_cast<opcode>(first & 0x0f);
  const bool fin = (first & 0x80) != 0;
  const bool open = partial_ && partial_->message_open();
  constexpr auto code = close_code::protocol_error;
  if ((first & 0x70) != 0 && !(inflater_ && opens_compressed(first)))
    return {code, "reserved bits are set"};
  if (!is_known(op)) return {code, "reserved opcode"};
  if ((second & 0x80) == 0) return {code, "client frames must be masked"};
  if (is_control(op)) {
    if (!fin) return {code, "fragmented control frame"};
    if ((second & 0x7f) > max_control_payload)
      return {code, "control frame over 125 bytes"};
    return {};
  }
  if (op == opcode::continuation && !open)
    return {code, "continuation without a message"};
  if (op != opcode::continuation && open)
    return {code, "new message inside a fragmented one"};
  return {};
}

frame_parser::fault frame_parser::check_length(const frame_header& f) const {
  if ((f.short_length == length_16 && f.length < 126) ||
      (f.short_length == length_64 && f.length < 65536))
    return {close_code::protocol_error, "length not in its shortest form"};
  if ((f.length >> 63) != 0)
    return {close_code::protocol_error, "length over 63 bits"};
  if (is_control(f.op)) return {};
  const auto have = f.opens_message() ? 0 : partial_->message.size();
  if (f.length > limits_->max_message - have)
    return {close_code::too_big, "message too big"};
  const auto fragments = f.opens_message() ? 0 : partial_->fragments;
  if (fragments >= limits_->max_fragments)
    return {close_code::too_big, "message in too many fragments"};
  return {};
}

event frame_parser::take_whole_frame(const frame_header& frame,
                                     std::span<char>& bytes) {
  const auto size = static_cast<std::size_t>(frame.length);
  const auto payload = view(bytes.first(size));
  const bool ascii = unmask(bytes.data(), size, frame.key);
  bytes = bytes.subspan(size);
  if (is_control(frame.op)) return control_event(frame.op, payload);
  if (frame.fin && frame.opens_message()) {
    if (frame.compressed) return inflate(frame.op, payload);
    if (frame.op == opcode::binary) return {event_kind::binary, 0, payload};
    if (!ascii && !simdjson::validate_utf8(payload))
      return fail({close_code::invalid_utf8, "text is not UTF-8"});
    return {event_kind::text, 0, payload};
  }
  if (!partial_) partial_ = std::make_unique<partial>();
  partial_->begin_fragment(frame);
  return add_fragment(payload, frame.fin);
}

void frame_parser::begin_partial_frame(const frame_header& frame) {
  if (!partial_) partial_ = std::make_unique<partial>();
  auto& p = *partial_;
  p.in_frame = true;
  p.op = frame.op;
  p.fin = frame.fin;
  p.key = frame.key;
  p.missing = frame.length;
  p.control_size = 0;
  if (is_control(frame.op)) return;
  p.begin_fragment(frame);
}

// As much of the open frame's payload as there is.
event frame_parser::take_piece(std::span<char>& bytes) {
  auto& p = *partial_;
  const auto size = std::min<std::uint64_t>(p.missing, bytes.size());
  const auto piece = view(bytes.first(size));
  unmask(bytes.data(), size, p.key);
  bytes = bytes.subspan(size);
  p.key = advanced(p.key, size);
  p.missing -= size;
  p.in_frame = p.missing != 0;
  if (!is_control(p.op)) return add_fragment(piece, p.fin && !p.in_frame);
  std::ranges::copy(piece, p.control.begin() + p.control_size);
  p.control_size += size;
  if (p.in_frame) return {};
  p.delivered = !p.message_open();
  return control_event(p.op, {p.control.data(), p.control_size});
}

event frame_parser::add_fragment(std::string_view piece, bool last) {
  auto& p = *partial_;
  if (p.message_type == opcode::text && !p.compressed &&
      (!p.utf8.feed(piece) || (last && !p.utf8.complete())))
    return fail({close_code::invalid_utf8, "text is not UTF-8"});
  p.message.append(piece);
  if (!last) return {};
  if (!p.compressed) return deliver();
  const auto payload = std::exchange(p.message, {});
  return inflate(p.message_type, payload);
}

// The message that has been put together.
event frame_parser::deliver() {
  auto& p = *partial_;
  const auto size = p.message.size();
  p.message.append(padding, '\0');
  p.delivered = true;
  return {
      p.message_type == opcode::text ? event_kind::text : event_kind::binary, 0,
      std::string_view{p.message}.substr(0, size)};
}

event frame_parser::inflate(opcode type, std::string_view payload) {
  if (!partial_) partial_ = std::make_unique<partial>();
  auto& p = *partial_;
  p.message_type = type;
  switch (inflater_->inflate(payload, limits_->max_message, p.message)) {
    case inflate_result::whole:
      break;
    case inflate_result::too_big:
      return fail({close_code::too_big, "message too big"});
    case inflate_result::damaged:
      return fail({close_code::invalid_utf8, "message is not compressed data"});
  }
  if (type == opcode::text && !simdjson::validate_utf8(p.message))
    return fail({close_code::invalid_utf8, "text is not UTF-8"});
  return deliver();
}

event frame_parser::control_event(opcode op, std::string_view payload) {
  if (op == opcode::ping) return {event_kind::ping, 0, payload};
  if (op == opcode::pong) return {event_kind::pong, 0, payload};
  return close_event(payload);
}

event frame_parser::close_event(std::string_view payload) {
  auto code = close_code::none_given;
  if (payload.size() == 1)
    return fail({close_code::protocol_error, "close payload of one byte"});
  if (payload.size() >= 2) {
    code =
        static_cast<std::uint16_t>(static_cast<std::uint8_t>(payload[0]) << 8 |
                                   static_cast<std::uint8_t>(payload[1]));
    payload.remove_prefix(2);
    if (!may_be_sent(code))
      return fail({close_code::protocol_error, "close code out of range"});
    if (!simdjson::validate_utf8(payload))
      return fail({close_code::invalid_utf8, "close reason is not UTF-8"});
  }
  done_ = true;
  return {event_kind::close, code, payload};
}

event frame_parser::fail(fault why) {
  done_ = true;
  header_size_ = 0;
  partial_.reset();
  return {event_kind::protocol_error, why.code, why.why};
}

}  // namespace parley::net::websocket
