// Links to uploads, and messages that name them.

#include "net/api/upload_links.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "net/codec/message_body.hpp"
#include "net/json/reader.hpp"

using namespace parley;
using namespace parley::net;
using namespace parley::net::api;
using namespace std::chrono_literals;

namespace {

const core::upload_id id = core::upload_id::make();
const core::timestamp noon = core::from_ms(1'700'000'000'000);

http::query_params query_of(std::string_view link) {
  return http::parse_query(link.substr(link.find('?') + 1)).value();
}

core::result<actors::send_message> body_with(const std::string& attachments) {
  static json::parser parser{1 << 20};
  static std::string text;
  text = R"({"content":"x","attachments":)" + attachments + "}";
  return read_message_body(parser.parse(text)->as_object().value());
}

}  // namespace

TEST_CASE("upload links: one that passes opens its upload until it ends",
          "[net][api][upload]") {
  const upload_links links{"key", 1h};
  auto query = query_of(links.passing_query(id, noon));

  CHECK(links.check(id, false, query, noon).has_value());
  CHECK(links.check(id, false, query, noon + 1h).has_value());
  CHECK_FALSE(links.check(id, false, query, noon + 75min + 1s).has_value());
  CHECK_FALSE(
      links.check(core::upload_id::make(), false, query, noon).has_value());
  CHECK_FALSE(
      upload_links("other", 1h).check(id, false, query, noon).has_value());
}

TEST_CASE("upload links: stay the same for a while", "[net][api][upload]") {
  const upload_links links{"key", 1h};
  std::set<std::string> made;
  for (auto at = 0min; at < 60min; at += 1min)
    made.insert(links.passing_query(id, noon + at));

  CHECK(made.size() <= 5);
}

TEST_CASE("upload links: a lasting one is for avatars", "[net][api][upload]") {
  const upload_links links{"key", 1h};
  auto query = query_of(links.lasting(id));

  CHECK(links.check(id, true, query, noon + 24h * 365).has_value());
  CHECK_FALSE(links.check(id, false, query, noon).has_value());
}

TEST_CASE("upload links: what was tampered with opens nothing",
          "[net][api][upload]") {
  const upload_links links{"key", 1h};
  auto good = query_of(links.passing_query(id, noon));
  const auto sig = std::string{*good.get("sig")};
  const auto exp = std::string{*good.get("exp")};
  auto bad = GENERATE_COPY(
      "?exp=" + exp, "?sig=" + sig, "?exp=" + exp + "0&sig=" + sig,
      "?exp=avatar&sig=" + sig, "?exp=&sig=" + sig,
      "?exp=" + exp + "&sig=", "?exp=+" + exp + "&sig=" + sig,
      "?exp=" + exp + "&sig=" + sig + "=");

  CHECK_FALSE(links.check(id, false, query_of(bad), noon).has_value());
}

TEST_CASE("message body: attachments with an id name uploads",
          "[net][api][upload]") {
  const auto name = R"({"id":")" + id.str() + R"("})";

  CHECK(body_with("[" + name + R"(,{"url":"x"},"y",null])")->uploads ==
        std::vector{id});
  CHECK(body_with("[]")->uploads.empty());
  CHECK(body_with(R"([{"id":"x"}])").has_error());
  std::string many = name;
  for (int i = 0; i < 20; ++i) many += "," + name;
  CHECK(body_with("[" + many + "]").has_error());
}
