#include "net/websocket/frame_writer.hpp"

#include "net/websocket/utf8.hpp"

namespace parley::net::websocket {

std::string frame(opcode op, std::string_view payload) {
  std::string out;
  out.reserve(header_size(payload.size()) + payload.size());
  append_frame(out, op, payload);
  return out;
}

std::string close_frame(std::uint16_t code, std::string_view reason) {
  if (code == close_code::none_given) return frame(opcode::close, {});
  reason = cut_utf8(reason, max_control_payload - 2);
  std::string out;
  append_header(out, opcode::close, true, 2 + reason.size());
  out += static_cast<char>(code >> 8);
  out += static_cast<char>(code & 0xff);
  out += reason;
  return out;
}

open_frame_mark open_frame(std::string& out, std::size_t expected) {
  open_frame_mark mark{out.size(), header_size(expected)};
  out.append(mark.reserved, '\0');
  return mark;
}

void finish_frame(std::string& out, open_frame_mark mark, opcode op) {
  auto length = out.size() - mark.begin - mark.reserved;
  auto needed = header_size(length);
  if (needed < mark.reserved) out.erase(mark.begin, mark.reserved - needed);
  else if (needed > mark.reserved)
    out.insert(mark.begin, needed - mark.reserved, '\0');
  write_header(out.data() + mark.begin, op, true, length);
}

void finish_compressed_frame(std::string& out, open_frame_mark mark,
                             opcode op) {
  finish_frame(out, mark, op);
  out[mark.begin] = static_cast<char>(out[mark.begin] | compressed_bit);
}

}  // namespace parley::net::websocket
