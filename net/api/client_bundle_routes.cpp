// /socket.io/socket.io.js and its like: the client for browsers, where the
// original server has it.

#include <zlib.h>

#include <memory>
#include <stdexcept>

#include "net/api/api.hpp"
#include "net/http/shared_content.hpp"
#include "web/client_bundle.hpp"

namespace parley::net::api {

namespace {

std::string gzip(std::string_view bytes) {
  z_stream state{};
  constexpr int window = 15 + 16;
  if (::deflateInit2(&state, Z_DEFAULT_COMPRESSION, Z_DEFLATED, window, 8,
                     Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::runtime_error("zlib has no memory");
  std::string out(::deflateBound(&state, bytes.size()), '\0');
  auto* from = const_cast<char*>(bytes.data());
  state.next_in = reinterpret_cast<Bytef*>(from);
  state.avail_in = static_cast<uInt>(bytes.size());
  state.next_out = reinterpret_cast<Bytef*>(out.data());
  state.avail_out = static_cast<uInt>(out.size());
  ::deflate(&state, Z_FINISH);
  out.resize(state.total_out);
  ::deflateEnd(&state);
  return out;
}

/// One file, compressed once for all who take that; maps are rarely read.
class bundle_file {
 public:
  explicit bundle_file(const web::asset& file)
      : file_(file),
        compressed_(std::make_shared<const std::string>(
            is_map() ? std::string{} : gzip(file.bytes))) {}

  http::response answer(const request& from) const {
    auto made = content(from);
    made.headers.set("Cache-Control", "public, max-age=0");
    made.headers.set("Vary", "Accept-Encoding");
    made.headers.set("ETag", tag());
    // Pages of other origins load it.
    made.headers.set("Cross-Origin-Resource-Policy", "cross-origin");
    return made;
  }

 private:
  static std::string tag() {
    return "W/\"" + std::string{web::client_version()} + '"';
  }

  bool is_map() const { return file_.name.ends_with(".map"); }

  http::response content(const request& from) const {
    if (from.header("If-None-Match").find(tag()) != std::string_view::npos) {
      http::response unchanged;
      unchanged.status = 304;
      return unchanged;
    }
    auto type = is_map() ? "application/json; charset=utf-8"
                         : "application/javascript; charset=utf-8";
    bool zips =
        from.header("Accept-Encoding").find("gzip") != std::string_view::npos;
    if (!zips || is_map()) return http::shared_content(type, file_.bytes);
    auto made = http::shared_content(type, *compressed_, compressed_);
    made.headers.set("Content-Encoding", "gzip");
    return made;
  }

  const web::asset file_;
  const std::shared_ptr<const std::string> compressed_;
};

}  // namespace

void add_client_bundle_routes(http::router& to) {
  for (const auto& each : web::client_bundle()) {
    auto file = std::make_shared<const bundle_file>(each);
    to.add(
        http::verb::get, "/socket.io/" + std::string{each.name},
        [file](request& from) -> answer { co_return file->answer(from); },
        http::uncounted);
  }
}

}  // namespace parley::net::api
