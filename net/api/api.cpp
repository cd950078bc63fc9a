#include "net/api/api.hpp"

#include <charconv>

#include "core/read_time.hpp"
#include "net/http/bearer_token.hpp"
#include "net/json/shape.hpp"
#include "net/reactor/reactor.hpp"

namespace parley::net::api {

const caf::actor& context::gate() const {
  return gates.at(reactor::current()->index());
}

namespace {

core::result<actors::identity_ptr> owner_of(std::string_view token,
                                            const request& from,
                                            const context& with) {
  if (token.empty()) return core::failure{core::errc::unauthorized};
  auto claims = with.tokens->verify(token, core::now());
  if (!claims) return claims.error();
  if (with.revoked->contains(claims->who.device))
    return core::failure{core::errc::token_revoked};
  claims->who.address = from.remote;
  return std::make_shared<const actors::identity>(std::move(claims->who));
}

}  // namespace

core::result<actors::identity_ptr> authenticate(const request& from,
                                                const context& with) {
  // The device may have ended since the gate asked: a body takes its time.
  if (from.caller && with.revoked->contains(from.caller->device))
    return core::failure{core::errc::token_revoked};
  if (from.caller) return from.caller;
  return owner_of(http::bearer_token(from.header("Authorization")), from, with);
}

answer refuse(core::failure why, request& from) {
  co_return http::error(why, from);
}

core::result<actors::identity_ptr> identify(const request& from,
                                            const context& with) {
  auto token = http::bearer_token(from.header("Authorization"));
  if (token.empty()) token = from.query.get("token").value_or("");
  return owner_of(token, from, with);
}

core::result<json::object> read_body(const request& from, const context& with) {
  static thread_local json::parser parser{
      std::max<std::size_t>(with.settings->json_body_limit, 1 << 20)};
  auto document = parser.parse(from.body.empty() ? "{}" : from.body);
  if (!document) return document.error();
  auto body = document->as_object();
  if (body && from.shape != nullptr)
    if (auto fits = from.shape->check(*body); !fits) return fits.error();
  return body;
}

std::string_view name_of_code(const json::object& body) {
  return body.has("totp") && !body.has("code") ? "totp" : "code";
}

core::result<std::uint32_t> read_limit(const request& from, std::uint32_t usual,
                                       std::uint32_t most) {
  auto text = from.query.get("limit");
  if (!text) return usual;
  std::uint32_t value = 0;
  auto [end, error] =
      std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc{} || end != text->data() + text->size() || value < 1 ||
      value > most)
    return core::failure{
        core::flaw{"limit", "must be from 1 to " + std::to_string(most)}};
  return value;
}

core::result<std::optional<std::uint64_t>> read_number(const request& from,
                                                       std::string_view name) {
  std::optional<std::uint64_t> found;
  auto text = from.query.get(name);
  if (!text) return found;
  std::uint64_t value = 0;
  auto [end, error] =
      std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc{} || end != text->data() + text->size())
    return core::failure{core::flaw{std::string{name}, "must be a number"}};
  found = value;
  return found;
}

core::result<std::optional<core::timestamp>> read_time_ahead(
    const json::object& body, std::string_view name) {
  auto text = body.optional_string(name, {40});
  if (!text) return text.error();
  std::optional<core::timestamp> time;
  if (!*text) return time;
  time = core::read_iso8601(**text);
  if (!time || *time <= core::now())
    return body.refuse(name, "must be a time that lies ahead (ISO 8601)");
  return time;
}

std::string read_cursor(const request& from) {
  return std::string{from.query.get("cursor").value_or("")};
}

template asked<storage::done> ask(caf::actor, caf::actor, caf::message,
                                  std::chrono::milliseconds);
template asked<core::message> ask(caf::actor, caf::actor, caf::message,
                                  std::chrono::milliseconds);
template asked<core::user> ask(caf::actor, caf::actor, caf::message,
                               std::chrono::milliseconds);
template asked<core::room_member> ask(caf::actor, caf::actor, caf::message,
                                      std::chrono::milliseconds);
template asked<core::group_member> ask(caf::actor, caf::actor, caf::message,
                                       std::chrono::milliseconds);

}  // namespace parley::net::api
