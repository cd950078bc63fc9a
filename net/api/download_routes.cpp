// /uploads/*: the bytes of uploads.

#include <unistd.h>

#include "core/login_guard.hpp"
#include "net/api/api.hpp"
#include "net/api/on_worker.hpp"
#include "net/api/upload_access.hpp"
#include "net/api/upload_services.hpp"
#include "net/http/bearer_token.hpp"
#include "net/http/body_stream.hpp"
#include "net/http/file_name.hpp"
#include "net/http/http_date.hpp"
#include "net/http/selection.hpp"
#include "storage/uploads/media_types.hpp"

namespace parley::net::api {

namespace {

using storage::uploads::part;

constexpr std::size_t piece_size = 64 << 10;

/// A range of a file that was opened, read by the workers as the client takes
/// it: who reads slowly holds one piece.
class file_source final : public http::body_source {
 public:
  file_source(storage::uploads::worker_pool& workers, int file,
              http::byte_range range, std::shared_ptr<void> place)
      : workers_(workers),
        file_(file),
        at_(range.first),
        left_(range.size),
        size_(range.size),
        place_(std::move(place)) {}
  file_source(const file_source&) = delete;
  file_source& operator=(const file_source&) = delete;
  ~file_source() override { ::close(file_); }

  std::uint64_t size() const override { return size_; }

  boost::asio::awaitable<core::result<std::string>> next() override {
    std::function<core::result<std::string>()> work = [this] { return read(); };
    auto reading = on_worker<std::string>(workers_, std::move(work));
    auto piece = co_await std::move(reading);
    co_return piece;
  }

 private:
  core::result<std::string> read() {
    std::string piece(std::min<std::uint64_t>(left_, piece_size), '\0');
    auto got =
        ::pread(file_, piece.data(), piece.size(), static_cast<off_t>(at_));
    if (got <= 0) return core::failure{core::errc::storage_failed};
    piece.resize(static_cast<std::size_t>(got));
    at_ += piece.size();
    left_ -= piece.size();
    return piece;
  }

  storage::uploads::worker_pool& workers_;
  int file_;
  std::uint64_t at_;
  std::uint64_t left_;
  std::uint64_t size_;
  std::shared_ptr<void> place_;  // among the downloads
};

// By a signed link, or by a token: in the query as well, for <img> and <video>.
boost::asio::awaitable<core::result<core::upload>> find_for(
    const request& from, const context& with, core::upload_id id) {
  if (from.query.get("sig")) {
    auto store = with.store;
    auto find = [store, id](caf::event_based_actor* self, auto done) {
      store.read(self, storage::find_upload{id}, done);
    };
    auto finding = in_gate<core::upload>(with.gate(), find);
    auto found = co_await std::move(finding);
    // Whether there is such an upload is nothing for who cannot sign for it.
    bool is_avatar = !found || found->kind == core::upload_kind::avatar;
    auto may =
        with.uploads->links.check(id, is_avatar, from.query, core::now());
    if (!may) co_return may.error();
    co_return found;
  }
  auto who = identify(from, with);
  if (!who) co_return who.error();
  auto reading = readable_upload(with, std::move(*who), id);
  auto found = co_await std::move(reading);
  co_return found;
}

http::validators validators_of(const core::upload& what, part which) {
  constexpr char digits[] = "0123456789abcdef";
  http::validators made;
  made.tag = "\"";
  for (char c : std::string_view{what.sha256}.substr(0, 16)) {
    auto byte = static_cast<unsigned char>(c);
    made.tag += {digits[byte >> 4], digits[byte & 15]};
  }
  made.tag += which == part::thumbnail ? "-t\"" : "\"";
  made.modified = static_cast<std::time_t>(core::to_ms(what.created_at) / 1000);
  return made;
}

// Nothing that somebody uploaded can act as a page of ours.
void add_headers(response& to, const core::upload& what, part which,
                 const http::validators& now) {
  bool small = which == part::thumbnail;
  bool is_inline = small || storage::uploads::is_inert(what.type);
  auto& headers = to.headers;
  headers.set("Content-Type", small       ? "image/webp"
                              : is_inline ? what.type
                                          : "application/octet-stream");
  headers.set("Content-Disposition",
              http::content_disposition(is_inline, what.name));
  headers.set("Content-Security-Policy", "sandbox; default-src 'none'");
  headers.set("X-Content-Type-Options", "nosniff");
  headers.set("Cross-Origin-Resource-Policy", "cross-origin");
  headers.set("Accept-Ranges", "bytes");
  headers.set("Cache-Control", "private, max-age=3600");
  headers.set("ETag", now.tag);
  headers.set("Last-Modified", http::http_date(now.modified));
}

std::string content_range(const http::byte_range& range, std::uint64_t size) {
  return "bytes " + std::to_string(range.first) + '-' +
         std::to_string(range.first + range.size - 1) + '/' +
         std::to_string(size);
}

response out_of_range(const request& from, std::uint64_t size) {
  auto refusal = http::error({core::errc::invalid_request,
                              "The range lies behind the end of the file"},
                             from);
  refusal.status = 416;
  refusal.headers.set("Content-Range", "bytes */" + std::to_string(size));
  return refusal;
}

// Who reads: a user, or whoever is at an address and has a link.
std::string reader_of(const request& from, const context& with) {
  if (!from.query.get("sig"))
    if (auto who = identify(from, with)) return (*who)->user.str();
  return core::network_of(from.remote);
}

/// Among the downloads: what they cost begins with asking who may.
using place_ptr = std::shared_ptr<void>;

answer send_file(request& from, const context& with, core::upload what,
                 part which, place_ptr place) {
  auto& services = *with.uploads;
  auto size = which == part::thumbnail ? what.thumbnail_bytes : what.bytes;
  if (size == 0) co_return http::error(core::errc::not_found, from);
  auto now = validators_of(what, which);
  auto chosen = http::select(from, now, size);
  using enum http::selection::kind;
  if (chosen.what == out_of_range) co_return api::out_of_range(from, size);
  response made;
  add_headers(made, what, which, now);
  if (chosen.what == unchanged) {
    made.status = 304;
    co_return made;
  }
  std::function<core::result<int>()> open = [&services, id = what.id, which] {
    return services.folder->read(id, which);
  };
  auto opening = on_worker<int>(services.disk, std::move(open));
  auto file = co_await std::move(opening);
  if (!file) co_return http::error(file.error(), from);
  made.source = std::make_shared<file_source>(services.disk, *file,
                                              chosen.range, std::move(place));
  if (chosen.what == http::selection::kind::part) {
    made.status = 206;
    made.headers.set("Content-Range", content_range(chosen.range, size));
  }
  co_return made;
}

answer serve(request& from, const context& with, part which) {
  auto id = path_id<core::upload_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  auto place = with.uploads->downloads->enter(reader_of(from, with));
  if (!place) co_return http::error(place.error(), from);
  auto finding = find_for(from, with, *id);
  auto found = co_await std::move(finding);
  if (!found) co_return http::error(found.error(), from);
  auto sending =
      send_file(from, with, std::move(*found), which, std::move(*place));
  auto made = co_await std::move(sending);
  co_return made;
}

}  // namespace

void add_download_routes(http::router& to, const context& with) {
  using http::verb;
  to.add(
      verb::get, "/uploads/:id",
      [&with](request& from) { return serve(from, with, part::original); },
      http::uncounted);
  to.add(
      verb::get, "/uploads/:id/thumbnail",
      [&with](request& from) { return serve(from, with, part::thumbnail); },
      http::uncounted);
}

}  // namespace parley::net::api
