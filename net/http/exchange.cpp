#include "net/http/exchange.hpp"

#include <algorithm>
#include <ctime>
#include <exception>

#include "core/ids.hpp"
#include "net/http/body_stream.hpp"
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
      reader_(wire, request_, context.limits,
              context.routes.largest_body_limit(context.limits.body)) {}

asio::awaitable<exchange::outcome> exchange::run(const asio::ip::address& peer,
                                                 bool fresh) {
  request_.started = std::chrono::steady_clock::now();
  auto reading = reader_.read_head(fresh);
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

asio::awaitable<response> exchange::respond() {
  wire_.rest();
  decision made;
  try {
    announced_body body{reader_.parser().expects_body(),
                        reader_.parser().declared_length()};
    made = decide(request_, body, context_);
  } catch (const std::exception& e) {
    made.answer = defect(e.what());
  }
  if (made.answer) {
    last_ = reader_.parser().expects_body();
    co_return std::move(*made.answer);
  }
  if (made.target->options.streams) {
    auto streaming = handle_stream(*made.target, made.body_limit);
    auto answer = co_await std::move(streaming);
    co_return answer;
  }
  if (reader_.parser().expects_body()) {
    const auto& admit = made.target->options.admit;
    if (admit) request_.admission = admit(request_, wire_.breaker());
    auto reading = reader_.read_body(made.body_limit);
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

// An answer may come before the body was read: what is left of it is dropped.
asio::awaitable<response> exchange::handle_stream(const route& target,
                                                  std::size_t limit) {
  reader_.stream_body(limit);
  request_.stream = &reader_;
  auto handling = handle(target);
  auto answer = co_await std::move(handling);
  request_.stream = nullptr;
  wire_.rest();
  gone_ = reader_.gone();
  last_ = !reader_.parser().is_done();
  co_return answer;
}

asio::awaitable<response> exchange::handle(const route& target) {
  std::string what = "unknown exception";
  socket_watch watch{wire_.socket()};
  request_.peer = &watch;
  try {
    auto handling = target.handle(request_);
    auto answer = co_await std::move(handling);
    if (context_.after) context_.after(request_, target, answer);
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
  bool whole = sends_body(request_, answer);
  std::string_view body;
  if (whole && !answer.source) body = answer.body;
  auto writing = wire_.write(head, body, context_.limits.body_time);
  bool sent = co_await std::move(writing);
  if (sent && whole && answer.source) {
    auto going_on = send_source(answer);
    sent = co_await std::move(going_on);
  }
  log(answer.status, whole ? answer.size() : 0);
  if (!sent) co_return outcome::gone;
  co_return answer.close ? outcome::close : outcome::keep;
}

// The client may take its time, as long as it takes the whole at the least
// rate: each answer holds a place that others wait for.
asio::awaitable<bool> exchange::send_source(const response& answer) {
  using std::chrono::steady_clock;
  const auto& limits = context_.limits;
  steady_clock::duration left_of_time = limits.body_time;
  for (auto left = answer.size(); left > 0;) {
    auto fetching = answer.source->next();
    auto piece = co_await std::move(fetching);
    if (!piece || piece->empty() || piece->size() > left) co_return false;
    left -= piece->size();
    left_of_time +=
        std::chrono::milliseconds{piece->size() * 1000 / limits.least_rate};
    auto most = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::min<steady_clock::duration>(left_of_time, limits.body_time));
    const auto began = steady_clock::now();
    auto writing = wire_.write({}, *piece, most);
    bool sent = co_await std::move(writing);
    left_of_time -= steady_clock::now() - began;
    if (!sent || left_of_time <= steady_clock::duration::zero())
      co_return false;
  }
  co_return true;
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
  if (request_.method != verb::get || reader_.parser().expects_body())
    return nullptr;
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
                 !reader_.parser().is_header_done() ||
                 !reader_.parser().keep_alive();
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
