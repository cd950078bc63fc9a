#include "net/websocket/inflater.hpp"

#include <zlib.h>

#include <new>

#include "net/websocket/deflate.hpp"

namespace parley::net::websocket {

namespace {

constexpr std::size_t inflated_at_once = 16 << 10;

// The window and what zlib's zconf.h calls small objects.
constexpr std::size_t state_size = 40 << 10;

// DEFLATE without a header, any window.
constexpr int raw_window_bits = -15;

// Of z_stream::data_type: a block has just ended and no bits are left over.
constexpr int at_block_end = 128;

z_stream* new_stream() {
  auto made = std::make_unique<z_stream>();
  if (::inflateInit2(made.get(), raw_window_bits) != Z_OK)
    throw std::bad_alloc{};
  return made.release();
}

}  // namespace

void inflater::end_stream::operator()(z_stream_s* stream) const {
  ::inflateEnd(stream);
  delete stream;
}

inflater::inflater(bool context_takeover)
    : context_takeover_(context_takeover) {}
inflater::inflater(inflater&&) noexcept = default;
inflater& inflater::operator=(inflater&&) noexcept = default;
inflater::~inflater() = default;

inflate_result inflater::inflate(std::string_view payload, std::size_t limit,
                                 std::string& out) {
  if (!stream_) stream_.reset(new_stream());
  between_streams_ = true;
  auto result = run(payload, limit, out);
  // A client may end a message by a last block and no more than that, or say
  // nothing by no bytes at all: then there is nothing the tail belongs to.
  if (result == inflate_result::whole && !between_streams_) {
    result = run(deflate_tail, limit, out);
    if (result == inflate_result::whole && stream_->data_type != at_block_end)
      result = inflate_result::damaged;
  }
  if (!context_takeover_) stream_.reset();
  return result;
}

// `piece` is far below zlib's 4 GiB: it lies in memory.
inflate_result inflater::run(std::string_view piece, std::size_t limit,
                             std::string& out) {
  auto& z = *stream_;
  char chunk[inflated_at_once];
  z.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(piece.data()));
  z.avail_in = static_cast<uInt>(piece.size());
  do {
    if (z.avail_in != 0) between_streams_ = false;
    z.next_out = reinterpret_cast<Bytef*>(chunk);
    z.avail_out = inflated_at_once;
    const int code = ::inflate(&z, Z_SYNC_FLUSH);
    if (code == Z_MEM_ERROR) throw std::bad_alloc{};
    if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
      return inflate_result::damaged;
    const auto size = inflated_at_once - z.avail_out;
    if (size > limit - out.size()) return inflate_result::too_big;
    out.append(chunk, size);
    if (code != Z_STREAM_END) continue;
    // Another stream may follow a last block, with the same window (§7.2.3.4).
    between_streams_ = true;
    ::inflateResetKeep(&z);
  } while (z.avail_in != 0 || z.avail_out == 0);
  return inflate_result::whole;
}

std::size_t inflater::heap_bytes() const { return stream_ ? state_size : 0; }

}  // namespace parley::net::websocket
