#include "net/http/exchange.hpp"

#include <algorithm>
#include <ctime>
#include <exception>

#include "core/ids.hpp"
#include "net/http/encode.hpp"
#include "net/http/http_date.hpp"
#include "net/http/security_headers.hpp"
#include "net/http/socket_watch.hpp"

// Awaitables are named before they are awaited: GCC 12 destroys temporaries of
// a co_await expression twice in some contexts.

namespace parley::net::http {

namespace {

namespace asio = boost::asio;

bool is_request_id(std::string_view text) {
  auto allowed = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.';
  };
  return !text.empty() && text.size() <= 128 &&
         std::all_of(text.begin(), text.end(), allowed);
}

// A list field may come in several lines that mean one list.
std::string joined(const header_map& headers, std::string_view name) {
  std::string list;
  headers.for_each([&](std::string_view key, std::string_view value) {
    if (!iequals(key, name)) return;
    if (!list.empty()) list += ',';
    list += value;
  });
  return list;
}

}  // namespace

exchange::exchange(transport& wire, const server_context& context,
                   const connection_set::member& place)
    : wire_(wire),
      context_(context),
      place_(place),
      parser_(request_, context.limits.header,
              context.routes.largest_body_limit(context.limits.body)) {}

asio::awaitable<exchange::outcome> exchange::run(const asio::ip::address& peer,
                                                 bool fresh) {
  request_.started = std::chrono::steady_clock::now();
  auto reading = read_head(fresh);
  auto head = co_await std::move(reading);
  if (head && !*head) co_return outcome::gone;
  identify(peer);

  std::optional<response> answer;
  if (!head) {
    answer = refuse(head.error());
  } else if (const auto* hook = upgrade_hook()) {
    answer = upgrade(*hook);
    if (!answer) co_return outcome::gone;
  } else {
    auto responding = respond();
    answer = co_await std::move(responding);
    if (gone_) co_return outcome::gone;
  }
  auto sending = send(std::move(*answer));
  auto sent = co_await std::move(sending);
  co_return sent;
}

core::result<request_parser::progress> exchange::parse() {
  std::string_view rest{wire_.unread()};
  // RFC 9112, 2.2: empty lines before the request line are ignored.
  if (!parser_.got_some()) {
    while (rest.starts_with("\r\n")) rest.remove_prefix(2);
    if (rest == "\r") return request_parser::progress::need_more;
  }
  auto reached = parser_.feed(rest);
  wire_.consume(wire_.unread().size() - rest.size());
  return reached;
}

asio::awaitable<exchange::received> exchange::read_more() {
  auto reading = wire_.read();
  bool alive = co_await std::move(reading);
  if (alive) co_return true;
  if (wire_.late()) co_return core::failure{core::errc::request_timeout};
  co_return false;
}

asio::awaitable<exchange::received> exchange::read_head(bool fresh) {
  for (bool timed = fresh;;) {
    auto reached = parse();
    if (!reached) co_return reached.error();
    if (*reached != request_parser::progress::need_more) co_return true;
    // Most headers come in one piece and need no timer.
    if (!timed) wire_.expect_within(context_.limits.header_time);
    timed = true;
    auto reading = read_more();
    auto more = co_await std::move(reading);
    if (!more || !*more) co_return more;
  }
}

asio::awaitable<exchange::received> exchange::read_body(std::size_t limit) {
  parser_.limit_body(limit);
  bool expects = iequals(request_.header("Expect"), "100-continue");
  if (expects && request_.version >= 11 && wire_.unread().empty()) {
    auto writing = wire_.write("HTTP/1.1 100 Continue\r\n\r\n", {},
                               context_.limits.body_time);
    bool sent = co_await std::move(writing);
    if (!sent) co_return false;
  }
  wire_.expect_within(context_.limits.body_time);
  while (!parser_.is_done()) {
    if (!wire_.unread().empty()) {
      auto reached = parse();
      if (!reached) co_return reached.error();
      if (*reached == request_parser::progress::done) break;
    }
    auto reading = read_more();
    auto more = co_await std::move(reading);
    if (!more || !*more) co_return more;
  }
  co_return true;
}

asio::awaitable<response> exchange::respond() {
  wire_.rest();
  decision made;
  try {
    announced_body body{parser_.expects_body(), parser_.declared_length()};
    made = decide(request_, body, context_);
  } catch (const std::exception& e) {
    made.answer = defect(e.what());
  }
  if (made.answer) {
    last_ = parser_.expects_body();
    co_return std::move(*made.answer);
  }
  if (parser_.expects_body()) {
    const auto& admit = made.target->options.admit;
    if (admit) request_.admission = admit(request_, wire_.breaker());
    auto reading = read_body(made.body_limit);
    auto body = co_await std::move(reading);
    if (!body) co_return refuse_body(body.error(), *made.target);
    gone_ = !*body;
    if (gone_) co_return response{};
    wire_.rest();
  }
  auto prepared = prepare_body(request_, *made.target);
  if (!prepared) co_return error(prepared.error(), request_);
  auto handling = handle(*made.target);
  auto answer = co_await std::move(handling);
  co_return answer;
}

asio::awaitable<response> exchange::handle(const route& target) {
  std::string what = "unknown exception";
  socket_watch watch{wire_.socket()};
  request_.peer = &watch;
  try {
    auto handling = target.handle(request_);
    auto answer = co_await std::move(handling);
    co_return answer;
  } catch (const std::exception& e) {
    what = e.what();
  } catch (...) {
    // Thrown by something foreign: there is nothing more to say about it.
  }
  co_return defect(what);
}

asio::awaitable<exchange::outcome> exchange::send(response answer) {
  finish(answer);
  auto head = encode_head(request_, answer);
  std::string_view body;
  if (sends_body(request_, answer)) body = answer.body;
  auto writing = wire_.write(head, body, context_.limits.body_time);
  bool sent = co_await std::move(writing);
  log(answer.status, body.size());
  if (!sent) co_return outcome::gone;
  co_return answer.close ? outcome::close : outcome::keep;
}

void exchange::identify(const asio::ip::address& peer) {
  std::string forwarded;
  if (!context_.proxies.empty())
    forwarded = joined(request_.headers, "X-Forwarded-For");
  request_.remote = context_.proxies.client(peer, forwarded);
  auto given = request_.header("X-Request-Id");
  request_.id = is_request_id(given) ? std::string{given}
                                     : core::to_string(core::make_uuid_v7());
}

const upgrade_handler* exchange::upgrade_hook() const {
  if (request_.method != verb::get || parser_.expects_body()) return nullptr;
  bool upgrades = request_.headers.has_token("Upgrade", "websocket");
  return (upgrades ? context_.upgrades : context_.streams).find(request_.path);
}

std::optional<response> exchange::upgrade(const upgrade_handler& hook) {
  if (place_.draining())
    return error(core::failure{core::errc::draining, {}, 1000}, request_);
  wire_.rest();
  try {
    auto refused = hook({request_, wire_.socket(), wire_.unread()});
    bool upgrades = request_.headers.has_token("Upgrade", "websocket");
    if (!refused) log(upgrades ? 101 : 200, 0);
    return refused;
  } catch (const std::exception& e) {
    return defect(e.what());
  }
}

response exchange::refuse(const core::failure& why) {
  last_ = true;
  return error(why, request_);
}

response exchange::refuse_body(const core::failure& why, const route& target) {
  auto answer = refuse(why);
  if (target.options.bare_refusals) answer.body.clear();
  return answer;
}

response exchange::defect(std::string_view what) {
  if (context_.on_defect) context_.on_defect(request_, what);
  return error(core::errc::internal, request_);
}

void exchange::finish(response& answer) const {
  add_common_headers(request_, answer, context_);
  answer.close = answer.close || last_ || place_.draining() ||
                 !parser_.is_header_done() || !parser_.keep_alive();
}

void exchange::log(int status, std::size_t bytes) const {
  if (!context_.on_access) return;
  context_.on_access(
      {.method = to_string(request_.method),
       .path = request_.path,
       .route = request_.route,
       .status = status,
       .bytes = bytes,
       .duration = std::chrono::steady_clock::now() - request_.started,
       .request_id = request_.id,
       .remote = request_.remote});
}

}  // namespace parley::net::http
