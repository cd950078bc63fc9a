#include "net/api/asyncapi.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "core/validation.hpp"
#include "net/api/event_schemas.hpp"
#include "net/codec/codec.hpp"
#include "net/codec/event_doc.hpp"
#include "net/codec/event_json.hpp"

using namespace parley;
using namespace parley::net;
using document = nlohmann::json;

namespace {

document described() {
  return document::parse(api::asyncapi_document("1.2.3"));
}

/// Every `$ref` below.
void collect_refs(const document& at, std::set<std::string>& to) {
  if (at.is_object() && at.contains("$ref"))
    to.insert(at["$ref"].get<std::string>());
  if (at.is_structured())
    for (const auto& each : at) collect_refs(each, to);
}

/// One alternative of a variant after the other.
template <class Variant, std::size_t N = 0, class Visit>
void for_each_kind(Visit visit) {
  if constexpr (N < std::variant_size_v<Variant>) {
    visit(Variant{std::in_place_index<N>});
    for_each_kind<Variant, N + 1>(visit);
  }
}

/// The bodies of one kind that have names of their own.
std::vector<actors::event_body> kinds_of(actors::event_body body) {
  using namespace actors;
  std::vector<event_body> all;
  if (std::holds_alternative<room_changed>(body)) {
    for (bool archived : {false, true})
      all.emplace_back(room_changed{{}, {}, archived});
  } else if (std::holds_alternative<standing_changed>(body)) {
    for (int kind = 22; kind <= 26; ++kind)
      all.emplace_back(standing_changed{
          static_cast<core::entry_kind>(kind), {}, {}, {}, {}});
  } else if (std::holds_alternative<user_news>(body)) {
    for_each_kind<user_news>([&](user_news news) { all.emplace_back(news); });
    for (auto what : {channel_news::kind::updated, channel_news::kind::deleted})
      all.emplace_back(user_news{channel_news{what, {}}});
    all.emplace_back(user_news{group_news{group_news::kind::deleted, {}}});
    all.emplace_back(
        user_news{group_member_news{{}, {}, {}, core::leave_reason::left}});
    for (int what = 0; what <= static_cast<int>(core::call_notice::ended);
         ++what)
      all.emplace_back(user_news{
          call_news{static_cast<core::call_notice>(what), {}, {}, {}}});
  } else {
    all.push_back(std::move(body));
  }
  return all;
}

/// The names of all that the server says by itself.
std::set<std::string> said_by_server() {
  std::set<std::string> names{"error"};
  for_each_kind<actors::event_body>([&](actors::event_body body) {
    for (auto& each : kinds_of(std::move(body))) {
      actors::room_event event;
      event.body = std::move(each);
      names.emplace(name_of(event, actors::room_words::channel));
    }
  });
  for_each_kind<notice>(
      [&](const notice& what) { names.emplace(name_of(what)); });
  return names;
}

}  // namespace

TEST_CASE("asyncapi: what the server can say is described, and nothing else",
          "[net][api]") {
  std::set<std::string> names;
  for (const auto& each : server_events()) names.emplace(each.name);

  CHECK(names == said_by_server());
}

TEST_CASE("asyncapi: nobody broadcasts under a name that is described",
          "[net][api]") {
  for (const auto& each : server_events()) {
    if (each.name.empty()) continue;  // a broadcast itself
    INFO(each.name);
    auto may = core::check_broadcast_name(each.name);
    REQUIRE_FALSE(may.has_value());
    CHECK(may.error().code == core::errc::forbidden);
  }
}

TEST_CASE("asyncapi: each event that is described is understood",
          "[net][api]") {
  for (const auto& each : client_events()) {
    INFO(each.name);
    auto got = read_client_event(each.name, {}, {});
    const bool needs_nothing = each.data == "Nothing";
    CHECK(got.has_value() == needs_nothing);
    if (!got) CHECK(got.error().code == core::errc::invalid_request);
  }
}

TEST_CASE("asyncapi: each event has a sentence and its schemas", "[net][api]") {
  auto schemas = document::parse(api::event_schemas());
  for (const auto& each : client_events()) {
    INFO(each.name);
    CHECK_FALSE(each.summary.empty());
    CHECK(schemas.contains(std::string{each.data}));
    CHECK(schemas.contains(std::string{each.ack}));
  }
  for (const auto& each : server_events()) {
    INFO(each.name);
    CHECK_FALSE(each.summary.empty());
    CHECK(schemas.contains(std::string{each.data}));
  }
}

TEST_CASE("asyncapi: every reference leads somewhere, every schema is used",
          "[net][api]") {
  auto whole = described();
  std::set<std::string> refs;
  collect_refs(whole, refs);

  for (const auto& each : refs) {
    INFO(each);
    CHECK(whole.contains(document::json_pointer{each.substr(1)}));
  }
  for (const auto& [name, unused] : whole["components"]["schemas"].items()) {
    INFO(name);
    CHECK(refs.contains("#/components/schemas/" + name));
  }
}

TEST_CASE("asyncapi: who asks gets an answer, who listens hears",
          "[net][api]") {
  auto whole = described();
  const auto& asks = whole["operations"]["client.typing"];
  const auto& hears = whole["operations"]["server.typing"];
  const auto& any = whole["components"]["messages"]["server.any"];

  CHECK(whole["asyncapi"] == "3.0.0");
  CHECK(whole["info"]["version"] == "1.2.3");
  CHECK(asks["action"] == "receive");
  CHECK(asks["reply"]["messages"][0]["$ref"] ==
        "#/channels/ws/messages/client.typing.ack");
  CHECK(hears["action"] == "send");
  CHECK_FALSE(hears.contains("reply"));
  CHECK(any["payload"]["properties"]["event"] == document{{"type", "string"}});
}
