#include "net/api/static_file.hpp"

#include <zlib.h>

#include <cstring>
#include <stdexcept>

#include "net/http/shared_content.hpp"

namespace parley::net::api {

namespace {

constexpr int gzip_window = 15 + 16;

// A gzip stream ends with the sum and the size of what was compressed.
std::uint32_t at_end(std::string_view bytes, std::size_t back) {
  std::uint32_t number = 0;
  std::memcpy(&number, bytes.data() + bytes.size() - back, sizeof number);
  return number;
}

std::string gunzip(std::string_view bytes) {
  std::string out(at_end(bytes, 4), '\0');
  z_stream state{};
  if (::inflateInit2(&state, gzip_window) != Z_OK)
    throw std::runtime_error("zlib has no memory");
  auto* from = const_cast<char*>(bytes.data());
  state.next_in = reinterpret_cast<Bytef*>(from);
  state.avail_in = static_cast<uInt>(bytes.size());
  state.next_out = reinterpret_cast<Bytef*>(out.data());
  state.avail_out = static_cast<uInt>(out.size());
  auto ended = ::inflate(&state, Z_FINISH);
  ::inflateEnd(&state);
  if (ended != Z_STREAM_END) throw std::runtime_error("not a gzip stream");
  return out;
}

std::string_view type_of(std::string_view name) {
  if (name.ends_with(".html")) return "text/html; charset=utf-8";
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  return "application/javascript; charset=utf-8";
}

}  // namespace

static_file::static_file(const web::asset& file)
    : file_(file), tag_("W/\"" + std::to_string(at_end(file.bytes, 8)) + '"') {}

http::response static_file::answer(const http::request& from) const {
  auto made = content(from);
  made.headers.set("Cache-Control", "public, max-age=0");
  made.headers.set("Vary", "Accept-Encoding");
  made.headers.set("ETag", tag_);
  return made;
}

http::response static_file::content(const http::request& from) const {
  if (from.header("If-None-Match").find(tag_) != std::string_view::npos) {
    http::response unchanged;
    unchanged.status = 304;
    return unchanged;
  }
  auto type = type_of(file_.name);
  bool zips =
      from.header("Accept-Encoding").find("gzip") != std::string_view::npos;
  if (!zips) {
    auto text = inflated();
    return http::shared_content(type, *text, text);
  }
  auto made = http::shared_content(type, file_.bytes);
  made.headers.set("Content-Encoding", "gzip");
  return made;
}

std::shared_ptr<const std::string> static_file::inflated() const {
  std::call_once(inflates_, [this] {
    inflated_ = std::make_shared<const std::string>(gunzip(file_.bytes));
  });
  return inflated_;
}

}  // namespace parley::net::api
