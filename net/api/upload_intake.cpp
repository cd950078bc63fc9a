#include "net/api/upload_intake.hpp"

#include "net/api/on_worker.hpp"
#include "net/http/body_stream.hpp"
#include "net/http/file_name.hpp"
#include "net/http/multipart.hpp"

// Awaitables are named before they are awaited: GCC 12 destroys temporaries of
// a co_await expression twice in some contexts.

namespace parley::net::api {

namespace {

namespace asio = boost::asio;
using http::multipart_reader;
using storage::uploads::draft;
using draft_ptr = std::shared_ptr<draft>;

constexpr std::size_t write_size = 64 << 10;

core::failure malformed(std::string what) {
  return {core::errc::invalid_request, "the form " + std::move(what)};
}

// One form on its way to the disk.
class intake {
 public:
  intake(http::request& from, upload_services& with, file_bound bound,
         std::string_view alias, std::string_view boundary)
      : from_(from),
        with_(with),
        bound_(bound),
        alias_(alias),
        form_(boundary) {}

  asio::awaitable<core::result<taken_file>> run() {
    for (bool more = true; more;) {
      auto event = form_.next();
      if (!event) co_return event.error();
      auto handling = take(*event);
      auto going_on = co_await std::move(handling);
      if (!going_on) co_return going_on.error();
      more = *going_on;
    }
    if (!file_.draft) co_return malformed("has no file in the field file");
    if (file_.draft->bytes() == 0) co_return malformed("has an empty file");
    co_return std::move(file_);
  }

 private:
  using step = asio::awaitable<core::result<bool>>;  // false: this is the end

  step take(multipart_reader::event event) {
    switch (event) {
      case multipart_reader::event::need_more:
        return read();
      case multipart_reader::event::part:
        return begin_part();
      case multipart_reader::event::data:
        return take_data();
      case multipart_reader::event::part_end:
        return end_part();
      case multipart_reader::event::end:
        break;
    }
    return read_to_end();
  }

  step read() {
    auto reading = from_.stream->read();
    auto piece = co_await std::move(reading);
    if (!piece) co_return piece.error();
    if (piece->empty()) co_return malformed("is cut off");
    form_.append(*piece);
    co_return true;
  }

  // The connection can serve the next request only after all of this one.
  step read_to_end() {
    for (;;) {
      auto reading = from_.stream->read();
      auto piece = co_await std::move(reading);
      if (!piece) co_return piece.error();
      if (piece->empty()) co_return false;
    }
  }

  step begin_part() {
    const auto& part = form_.part();
    in_file_ = part.is_file && (part.name == "file" || part.name == alias_);
    if (!in_file_) co_return true;
    if (file_.draft) co_return malformed("has more than one file");
    file_.name = http::clean_file_name(part.file_name);
    std::function<core::result<draft_ptr>()> begin = [&with = with_] {
      return begin_draft(with);
    };
    auto beginning = on_worker<draft_ptr>(with_.disk, std::move(begin));
    auto begun = co_await std::move(beginning);
    if (!begun) co_return begun.error();
    file_.draft = std::move(*begun);
    co_return true;
  }

  // Removing a large file takes time as well: not the reactor's.
  static core::result<draft_ptr> begin_draft(upload_services& with) {
    auto begun = draft::begin(*with.folder);
    if (!begun) return begun.error();
    auto discard = [&with](draft* of) {
      with.disk.post_tidying([of] { delete of; });
    };
    return draft_ptr{begun->release(), discard};
  }

  step take_data() {
    auto data = form_.data();
    taken_ += data.size();
    if (!in_file_) {
      ignored_ += data.size();
      if (ignored_ > form_overhead)
        co_return core::failure{core::errc::payload_too_large};
      co_return true;
    }
    if (taken_ - ignored_ > bound_.bytes) co_return core::failure{bound_.over};
    waiting_ += data;
    if (waiting_.size() < write_size) co_return true;
    auto writing = write();
    auto written = co_await std::move(writing);
    co_return written;
  }

  step end_part() {
    if (!in_file_ || waiting_.empty()) co_return true;
    auto writing = write();
    auto written = co_await std::move(writing);
    co_return written;
  }

  step write() {
    auto work = [to = file_.draft,
                 bytes = std::exchange(waiting_, {})]() -> core::result<bool> {
      if (auto ok = to->write(bytes); !ok) return ok.error();
      return true;
    };
    std::function<core::result<bool>()> order = std::move(work);
    auto writing = on_worker<bool>(with_.disk, std::move(order));
    auto written = co_await std::move(writing);
    co_return written;
  }

  http::request& from_;
  upload_services& with_;
  file_bound bound_;
  std::string_view alias_;
  multipart_reader form_;
  taken_file file_;
  bool in_file_ = false;
  std::string waiting_;  // for the next write
  std::size_t taken_ = 0;
  std::size_t ignored_ = 0;
};

}  // namespace

asio::awaitable<core::result<taken_file>> take_file(http::request& from,
                                                    upload_services& with,
                                                    file_bound bound,
                                                    std::string_view alias) {
  auto boundary = http::boundary_of(from.header("Content-Type"));
  if (!boundary) co_return boundary.error();
  intake form{from, with, bound, alias, *boundary};
  auto running = form.run();
  auto taken = co_await std::move(running);
  co_return taken;
}

}  // namespace parley::net::api
