#include "net/websocket/deflater.hpp"

#include <zlib.h>

#include <new>
#include <stdexcept>

#include "net/websocket/frame_writer.hpp"

namespace parley::net::websocket {

namespace {

constexpr std::size_t deflated_at_once = 16 << 10;
constexpr int widest = 15;

}  // namespace

void deflater::end_stream::operator()(z_stream_s* stream) const {
  ::deflateEnd(stream);
  delete stream;
}

deflater::deflater(const deflate_policy& policy) : policy_(policy) {}
deflater::deflater(deflater&&) noexcept = default;
deflater& deflater::operator=(deflater&&) noexcept = default;
deflater::~deflater() = default;

void deflater::append_frame(std::string& out, opcode op,
                            std::string_view message, int window_bits) {
  if (message.size() < policy_.threshold)
    return websocket::append_frame(out, op, message);
  const auto mark = open_frame(out, message.size());
  append_payload(out, message, window_bits);
  if (out.size() - mark.begin - mark.reserved < message.size())
    return finish_compressed_frame(out, mark, op);
  out.resize(mark.begin);
  websocket::append_frame(out, op, message);
}

// `message` is far below zlib's 4 GiB: it lies in memory.
void deflater::append_payload(std::string& out, std::string_view message,
                              int window_bits) {
  // A message refers to its own bytes only: one that fits into the window is
  // the same with any, and the widest is the one others want.
  auto& z =
      stream_for(message.size() >> window_bits == 0 ? widest : window_bits);
  char chunk[deflated_at_once];
  z.next_in =
      const_cast<Bytef*>(reinterpret_cast<const Bytef*>(message.data()));
  z.avail_in = static_cast<uInt>(message.size());
  do {
    z.next_out = reinterpret_cast<Bytef*>(chunk);
    z.avail_out = deflated_at_once;
    ::deflate(&z, Z_SYNC_FLUSH);
    out.append(chunk, deflated_at_once - z.avail_out);
  } while (z.avail_out == 0);
  out.resize(out.size() - deflate_tail.size());
}

// One that has seen no message yet.
z_stream_s& deflater::stream_for(int window_bits) {
  if (stream_ && window_bits_ == window_bits) {
    ::deflateReset(stream_.get());
    return *stream_;
  }
  auto made = std::make_unique<z_stream>();
  const int code =
      ::deflateInit2(made.get(), policy_.level, Z_DEFLATED, -window_bits,
                     policy_.memory_level, Z_DEFAULT_STRATEGY);
  if (code == Z_MEM_ERROR) throw std::bad_alloc{};
  if (code != Z_OK)
    throw std::invalid_argument{"zlib has no such level or window"};
  stream_.reset(made.release());
  window_bits_ = window_bits;
  return *stream_;
}

}  // namespace parley::net::websocket
