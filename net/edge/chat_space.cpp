#include "net/edge/chat_space.hpp"

#include <string>

#include "net/codec/event_json.hpp"
#include "net/edge/socketio_connection.hpp"
#include "net/http/bearer_token.hpp"
#include "net/socketio/client.hpp"

namespace parley::net {

namespace {

constexpr std::size_t longest_token = 8 << 10;
constexpr std::size_t longest_name = 128;

/// The payload of CONNECT, as far as it is understood.
struct introduction {
  std::string token;
  std::string pid;     ///< for recovery
  std::string offset;  ///< for recovery; empty: no event was seen
};

std::string member_of(const json::object& root, std::string_view key,
                      std::size_t longest) {
  auto text = root.optional_string(key, {longest});
  return text && *text ? std::string{**text} : std::string{};
}

introduction read(json::parser& parser, std::string_view auth) {
  if (auth.empty()) return {};
  auto parsed = parser.parse(auth);
  auto root = parsed ? parsed->as_object() : parsed.error();
  if (!root) return {};
  introduction given{member_of(*root, "token", longest_token),
                     member_of(*root, "pid", longest_name),
                     member_of(*root, "offset", longest_name)};
  // One that cannot be read does not say that nothing was seen.
  if (given.offset.empty() && root->has("offset")) given.pid.clear();
  return given;
}

std::string token_of(const socketio::handshake& how) {
  auto token = http::bearer_token(how.header("Authorization"));
  return std::string{token.empty() ? how.parameter("token") : token};
}

void refuse(socketio::socket& made, const core::failure& why) {
  std::string data;
  json::writer out{data};
  append_error(out, why);
  made.refuse(why.message(), data);
}

}  // namespace

void chat_space::on_connect(socketio::socket& made, std::string_view auth) {
  auto given = read(edge_.parser(), auth);
  auto token = std::move(given.token);
  auto& client = made.connection();
  if (token.empty() && client.how() != nullptr) token = token_of(*client.how());
  const auto& context = edge_.context();
  if (static_cast<std::size_t>(context.metrics->connections.value()) >=
      context.settings->max_connections)
    return refuse(made, {core::errc::busy, "too many connections", 5000});
  core::result<actors::access_claims> claims = actors::access_claims{};
  if (!token.empty()) claims = edge_.verify(token);
  if (!claims) return refuse(made, claims.error());
  client.forget_handshake();
  auto& added = edge_.add<socketio_connection>(made);
  if (token.empty()) return added.enter();
  added.enter_as(*claims, std::move(given.pid), std::move(given.offset));
}

}  // namespace parley::net
