#include "net/engineio/routes.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/async_result.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>

#include "net/http/encode.hpp"
#include "net/http/response.hpp"
#include "net/json/writer.hpp"
#include "net/reactor/reactor.hpp"
#include "net/socket/websocket_accept.hpp"

namespace parley::net::engineio {

namespace {

namespace asio = boost::asio;
using asio::use_awaitable;
using http::request;
using http::response;

// -- refusals -----------------------------------------------------------------

/// The original's codes and texts.
struct refusal {
  int code;
  const char* message;
};
constexpr refusal unknown_transport{0, "Transport unknown"};
constexpr refusal unknown_sid{1, "Session ID unknown"};
constexpr refusal bad_handshake_method{2, "Bad handshake method"};
constexpr refusal bad_request{3, "Bad request"};
constexpr refusal forbidden{4, "Forbidden"};
constexpr refusal unsupported_version{5, "Unsupported protocol version"};
/// Ours: the original takes any number.
constexpr refusal too_many{6, "Too many sessions"};
/// Two GETs at once: no body.
constexpr refusal overlap{-1, ""};

response refuse(const refusal& why) {
  if (why.code == overlap.code) return response::content("text/plain", "", 400);
  std::string text;
  json::writer out{text};
  out.begin_object()
      .member("code", why.code)
      .member("message", why.message)
      .end_object();
  int status = why.code == forbidden.code  ? 403
               : why.code == too_many.code ? 503
                                           : 400;
  return response::json(status, std::move(text));
}

/// An answer after which the connection ends.
std::string whole(const request& to, response answer) {
  answer.close = true;
  return http::encode_head(to, answer) + answer.body;
}

// No page shows what a session says: as in the original, what it carries is
// for programs.
response text(std::string body, std::string_view type) {
  auto made = response::content(type, std::move(body));
  made.for_program = true;
  made.headers.set("Cache-Control", "no-store");
  return made;
}

// -- requests -----------------------------------------------------------------

std::string_view query(const request& from, std::string_view name) {
  return from.query.get(name).value_or(std::string_view{});
}

/// Whether a request with a sid has the parameters that are mandatory.
bool fits(const request& from, std::string_view transport) {
  return query(from, "transport") == transport && query(from, "EIO") == "4";
}

/// Whether a request with a sid is one of HTTP long-polling.
bool fits_polling(const request& from) {
  bool known =
      from.method == http::verb::get || from.method == http::verb::post;
  return known && fits(from, "polling");
}

/// Number of a GET: an abort must not hit the next one.
std::uint64_t next_ticket() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

class handlers {
 public:
  explicit handlers(endpoint at) : at_(std::move(at)) {}

  asio::awaitable<response> handle(request& from) const;
  std::optional<response> upgrade(http::upgrade_request from) const;
  std::shared_ptr<void> admit(const request& head, http::hang_up cut) const;
  const settings& options() const { return *at_.options; }

 private:
  std::optional<refusal> check(const request& from, bool websocket) const;
  response first_answer(const request& from) const;
  engine* owner_of(std::string_view sid) const;
  engine& here() const { return *at_.engines[reactor::current()->index()]; }

  void open(const request& head, taken_socket with,
            std::string_view leftover) const;
  asio::awaitable<response> poll(request& from, engine& at,
                                 std::string sid) const;
  asio::awaitable<response> post(request& from, engine& at,
                                 std::string sid) const;

  endpoint at_;
};

bool is_here(engine& at) { return reactor::current() == &at.home().home(); }

/// Runs `work` on the engine's reactor and resumes here with its value.
template <class Work>
auto on_reactor_of(engine& at, Work work) -> asio::awaitable<decltype(work())> {
  using value = decltype(work());
  if (is_here(at)) co_return work();
  auto run = [work]() -> asio::awaitable<value> { co_return work(); };
  auto& io = at.home().home().io();
  auto running = asio::co_spawn(io, run, use_awaitable);
  co_return co_await std::move(running);
}

/// Calls `act` with the session, if it is there, on its reactor.
template <class Act>
void with_session(engine& at, std::string sid, Act act) {
  auto call = [&at, sid = std::move(sid), act] {
    if (auto* found = at.find(sid)) act(*found);
  };
  if (is_here(at)) call();
  else asio::post(at.home().home().io(), call);
}

engine* handlers::owner_of(std::string_view sid) const {
  auto index = engine::owner_of(sid);
  return index < at_.engines.size() ? at_.engines[index] : nullptr;
}

// What can be said without the session; the original's order.
std::optional<refusal> handlers::check(const request& from,
                                       bool websocket) const {
  auto transport = query(from, "transport");
  bool polls = transport == "polling" && options().polling;
  bool sockets = transport == "websocket" && options().websocket;
  if (!polls && !sockets) return unknown_transport;
  if (!query(from, "sid").empty()) return std::nullopt;
  if (from.method != http::verb::get) return bad_handshake_method;
  if (sockets != websocket) return bad_request;
  if (at_.allow && !at_.allow(from)) return forbidden;
  if (query(from, "EIO") != "4") return unsupported_version;
  bool full = here().size() >= options().max_sessions;
  if (full || here().is_closed()) return too_many;
  return std::nullopt;
}

response handlers::first_answer(const request& from) const {
  auto answer = text(here().open_polling(from), "text/plain; charset=UTF-8");
  for (const auto& [name, value] : at_.first_headers)
    answer.headers.add(name, value);
  return answer;
}

asio::awaitable<response> handlers::handle(request& from) const {
  if (auto refused = check(from, false)) co_return refuse(*refused);
  std::string sid{query(from, "sid")};
  if (sid.empty()) {
    if (at_.first_answer_after.count() > 0) {
      asio::steady_timer timer{here().home().home().io()};
      timer.expires_after(at_.first_answer_after);
      auto waiting = timer.async_wait(use_awaitable);
      co_await std::move(waiting);
    }
    co_return first_answer(from);
  }
  auto* owner = owner_of(sid);
  if (owner == nullptr) co_return refuse(unknown_sid);
  if (!fits_polling(from)) co_return refuse(bad_request);
  auto answering = from.method == http::verb::get ? poll(from, *owner, sid)
                                                  : post(from, *owner, sid);
  co_return co_await std::move(answering);
}

// -- GET ----------------------------------------------------------------------

struct poll_result {
  std::optional<refusal> refused;
  std::string body;
};

template <class Handler>
void begin_poll(engine& at, const std::string& sid, std::uint64_t ticket,
                Handler handler) {
  auto waiting = std::make_shared<Handler>(std::move(handler));
  auto done = [waiting](poll_result got) {
    auto executor = asio::get_associated_executor(*waiting);
    asio::post(executor, [waiting, got = std::move(got)]() mutable {
      std::move (*waiting)(std::move(got));
    });
  };
  auto begin = [&at, sid, ticket, done] {
    auto* found = at.find(sid);
    if (found == nullptr) return done({unknown_sid, {}});
    if (!found->is_polling()) return done({bad_request, {}});
    auto answer = [done](std::string body) {
      if (body.empty()) return done({bad_request, {}});
      done({std::nullopt, std::move(body)});
    };
    if (!found->poll(ticket, answer)) done({overlap, {}});
  };
  if (is_here(at)) begin();
  else asio::post(at.home().home().io(), begin);
}

/// Looks after the client of a GET: from when it has waited for a while on, and
/// once when it is answered before, as most are.
class poll_watch final : timeout_target {
 public:
  static constexpr std::chrono::milliseconds begins_after{100};

  poll_watch(timeouts& timers, http::peer_watch& peer,
             std::function<void()> on_gone)
      : peer_(peer), on_gone_(std::move(on_gone)) {
    timers.start(*this, begins_after);
  }
  ~poll_watch() { stop_timeout(); }

  /// Whether the client went before it was looked after.
  bool missed_its_end() { return !looks_ && peer_.is_gone(); }

 private:
  void on_timeout() override {
    looks_ = true;
    peer_.on_gone(std::move(on_gone_));
  }

  http::peer_watch& peer_;
  std::function<void()> on_gone_;
  bool looks_ = false;
};

asio::awaitable<response> handlers::poll(request& from, engine& at,
                                         std::string sid) const {
  auto ticket = next_ticket();
  poll_watch watch{here().timers(), *from.peer, [&at, sid, ticket] {
                     asio::post(at.home().home().io(), [&at, sid, ticket] {
                       if (auto* found = at.find(sid))
                         found->poll_aborted(ticket);
                     });
                   }};
  auto initiate = [&at, sid, ticket](auto handler) {
    begin_poll(at, sid, ticket, std::move(handler));
  };
  auto polling =
      asio::async_initiate<const asio::use_awaitable_t<>, void(poll_result)>(
          initiate, use_awaitable);
  auto got = co_await std::move(polling);
  if (got.refused) co_return refuse(*got.refused);
  if (watch.missed_its_end())
    with_session(at, sid, [](session& of) { of.poll_unheard(); });
  co_return text(std::move(got.body), "text/plain; charset=UTF-8");
}

// -- POST ---------------------------------------------------------------------

std::optional<refusal> take_post(engine& at, const std::string& sid,
                                 request& from) {
  auto* found = at.find(sid);
  if (found == nullptr) return unknown_sid;
  if (!found->is_polling()) return bad_request;
  // Binary bodies were version 3's.
  if (from.header("Content-Type") == "application/octet-stream") {
    found->broke_protocol();
    return bad_request;
  }
  auto size = from.body.size();
  from.body.append(socket_home::padding, '\0');
  bool taken = found->post(from, {from.body.data(), size});
  return taken ? std::nullopt : std::optional{bad_request};
}

/// Lives as long as a POST.
class running_post {
 public:
  running_post(engine& at, std::string sid, http::hang_up cut)
      : engine_(at), sid_(std::move(sid)), ticket_(next_ticket()) {
    with_session(engine_, sid_, [ticket = ticket_, cut](session& of) {
      of.begin_post(ticket, cut);
    });
  }
  ~running_post() {
    with_session(engine_, sid_,
                 [ticket = ticket_](session& of) { of.end_post(ticket); });
  }
  running_post(const running_post&) = delete;
  running_post& operator=(const running_post&) = delete;

 private:
  engine& engine_;
  const std::string sid_;
  const std::uint64_t ticket_;
};

std::shared_ptr<void> handlers::admit(const request& head,
                                      http::hang_up cut) const {
  std::string sid{query(head, "sid")};
  auto* owner = sid.empty() ? nullptr : owner_of(sid);
  if (owner == nullptr || !fits_polling(head)) return nullptr;
  return std::make_shared<running_post>(*owner, std::move(sid), std::move(cut));
}

asio::awaitable<response> handlers::post(request& from, engine& at,
                                         std::string sid) const {
  auto take = [&at, &from, sid] { return take_post(at, sid, from); };
  auto taking = on_reactor_of(at, take);
  auto refused = co_await std::move(taking);
  if (refused) co_return refuse(*refused);
  co_return text("ok", "text/html");
}

// -- WebSocket ----------------------------------------------------------------

/// A new session on a WebSocket.
void handlers::open(const request& head, taken_socket with,
                    std::string_view leftover) const {
  if (at_.first_answer_after.count() == 0)
    return here().open_websocket(head, std::move(with), leftover);
  auto timer = std::make_shared<asio::steady_timer>(here().home().home().io());
  timer->expires_after(at_.first_answer_after);
  timer->async_wait([timer, &at = here(), head, with = std::move(with),
                     leftover = std::string{leftover}](auto) mutable {
    at.open_websocket(head, std::move(with), leftover);
  });
}

std::optional<response> handlers::upgrade(http::upgrade_request from) const {
  const auto& head = from.head;
  if (auto refused = check(head, true)) return refuse(*refused);
  std::string sid{query(head, "sid")};
  auto* owner = sid.empty() ? &here() : owner_of(sid);
  if (owner == nullptr) return refuse(unknown_sid);
  if (!sid.empty() && owner == &here() && owner->find(sid) == nullptr)
    return refuse(unknown_sid);
  if (!sid.empty() && !fits(head, "websocket")) return refuse(bad_request);
  auto offer = offer_of(head);
  if (offer.refused) return std::move(offer.refused);
  auto taken = take_socket(from, offer.agreed);
  if (!taken) return vanished();
  if (sid.empty()) {
    open(head, std::move(*taken), from.leftover);
    return std::nullopt;
  }
  auto join = [owner, sid, with = *taken, leftover = from.leftover,
               missing = whole(head, refuse(unknown_sid))] {
    if (auto* found = owner->find(sid))
      return found->add_websocket(with, leftover);
    // A socket that has left Asio: its buffer is empty and takes this.
    (void)::send(with.fd, missing.data(), missing.size(),
                 MSG_NOSIGNAL | MSG_DONTWAIT);
    ::close(with.fd);
  };
  if (owner == &here()) join();
  else asio::post(owner->home().home().io(), join);
  return std::nullopt;
}

}  // namespace

void add_routes(http::server_context& to, endpoint at) {
  auto path = at.path;
  auto shared = std::make_shared<const handlers>(std::move(at));
  auto handle = [shared](request& from) { return shared->handle(from); };
  http::route_options options{.body = http::body_kind::any,
                              .body_limit = shared->options().max_payload,
                              .bare_refusals = true,
                              .rate = http::rate_class::nothing};
  options.admit = [shared](const request& head, http::hang_up cut) {
    return shared->admit(head, std::move(cut));
  };
  using http::verb;
  // Other methods get their error from the handler: the original's.
  for (auto method : {verb::get, verb::post, verb::put, verb::del, verb::patch})
    to.routes.add(method, path, handle, options);
  to.upgrades.add(path, [shared](http::upgrade_request from) {
    return shared->upgrade(from);
  });
}

}  // namespace parley::net::engineio
