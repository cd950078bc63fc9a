#include "net/api/rate_gate.hpp"

#include <catch2/catch.hpp>

#include "net/http/encode.hpp"

using namespace parley;
using namespace parley::net;
using namespace parley::net::api;
using http::rate_class;
using namespace std::chrono_literals;

namespace {

const actors::identity caller{core::user_id::make(), core::device_id::make(),
                              core::server_role::user};

core::rate_policy of(unsigned most) { return {most, 900s, most}; }

/// A gate in front of routes that answer at once.
struct gatehouse {
  explicit gatehouse(const core::rate_policies& with_rates = {of(2), of(4),
                                                              of(3), of(1)}) {
    with.tokens = std::make_shared<const actors::access_tokens>("a secret");
    with.revoked = std::make_shared<core::revocation_list>();
    with.rates = std::make_shared<core::rate_limits>(
        with_rates, std::make_shared<core::server_metrics>());
    add_rate_gate(server, with);
  }

  /// The status after the gate and, where it let the request pass, `status`.
  int ask(rate_class as, const std::string& token = {}, int status = 200,
          const std::string& from = "192.0.2.1") {
    http::response then;
    then.status = status;
    return ask(as, token, then, from);
  }
  int attempt(core::errc refused) {
    return ask(rate_class::attempt, {}, http::error(refused, last),
               "192.0.2.1");
  }
  int ask(rate_class as, const std::string& token, const http::response& then,
          const std::string& from) {
    last = {};
    last.remote = from;
    if (!token.empty()) last.headers.set("Authorization", "Bearer " + token);
    http::route target{"/", {}, {.rate = as}};
    if (auto refused = server.gate(last, &target)) {
      answer = *refused;
    } else {
      answer = then;
      server.after(last, target, answer);
    }
    http::add_common_headers(last, answer, server);
    return answer.status;
  }
  std::string token() const {
    return with.tokens->issue(caller, core::now(), 60s);
  }
  std::string header(std::string_view name) const {
    return std::string{answer.headers.get(name)};
  }

  config::settings settings;
  context with;
  http::server_context server{settings};
  request last;
  http::response answer;
};

}  // namespace

TEST_CASE("rate gate: strangers by address, with the time to wait",
          "[net][api]") {
  gatehouse at;

  CHECK(at.ask(rate_class::request) == 200);
  CHECK(at.header("RateLimit-Limit") == "2");
  CHECK(at.header("RateLimit-Remaining") == "1");
  CHECK(at.header("RateLimit-Reset") == "450");
  CHECK(at.header("RateLimit-Policy") == "2;w=900");
  CHECK(at.header("Retry-After").empty());
  CHECK(at.ask(rate_class::request) == 200);
  CHECK(at.ask(rate_class::request) == 429);
  CHECK(at.header("Retry-After") == "450");
  CHECK(at.header("RateLimit-Remaining") == "0");
  CHECK(at.header("X-RateLimit-Limit") == "2");
  CHECK(at.ask(rate_class::request, {}, 200, "192.0.2.2") == 200);
}

TEST_CASE("rate gate: users have their own, from any address", "[net][api]") {
  gatehouse at;
  for (int i = 0; i < 4; ++i)
    CHECK(at.ask(rate_class::request, at.token(), 200,
                 "10.0.0." + std::to_string(i)) == 200);

  CHECK(at.ask(rate_class::request, at.token()) == 429);
  CHECK(at.ask(rate_class::request) == 200);
}

TEST_CASE("rate gate: a token that is not good is a stranger's", "[net][api]") {
  gatehouse at;
  at.ask(rate_class::request, "nonsense");
  at.ask(rate_class::request, at.token() + "x");

  CHECK(at.ask(rate_class::request) == 429);
  CHECK(at.last.caller == nullptr);
}

TEST_CASE("rate gate: attempts that fail count, those that succeed do not",
          "[net][api]") {
  gatehouse at;
  for (int i = 0; i < 20; ++i)
    CHECK(at.ask(rate_class::attempt, {}, 200) == 200);
  CHECK(at.header("RateLimit-Remaining") == "3");
  for (int i = 0; i < 3; ++i)
    CHECK(at.ask(rate_class::attempt, {}, 401) == 401);

  CHECK(at.ask(rate_class::attempt, {}, 200) == 429);
  CHECK(at.ask(rate_class::request) == 200);
}

TEST_CASE("rate gate: what is no wrong guess does not count", "[net][api]") {
  gatehouse at;
  auto why = GENERATE(core::errc::second_factor_required, core::errc::busy,
                      core::errc::unavailable, core::errc::storage_full);
  for (int i = 0; i < 20; ++i) at.attempt(why);

  CHECK(at.header("RateLimit-Remaining") == "3");
  CHECK(at.attempt(core::errc::wrong_code) == 401);
  CHECK(at.header("RateLimit-Remaining") == "2");
}

TEST_CASE("rate gate: who does not wait as told is refused at the gate",
          "[net][api]") {
  gatehouse at;
  for (int i = 0; i < 3; ++i) at.attempt(core::errc::rate_limited);
  CHECK(at.header("RateLimit-Remaining") == "0");

  CHECK(at.ask(rate_class::attempt, {}, 200) == 429);
}

TEST_CASE("rate gate: a creation always counts", "[net][api]") {
  gatehouse at;
  for (int i = 0; i < 3; ++i)
    CHECK(at.ask(rate_class::creation, {}, 201) == 201);

  CHECK(at.ask(rate_class::creation) == 429);
}

TEST_CASE("rate gate: messages are shared with what the user says elsewhere",
          "[net][api]") {
  gatehouse at;
  at.with.rates->user_says(caller.user, std::chrono::steady_clock::now());

  CHECK(at.ask(rate_class::message, at.token()) == 429);
  CHECK(at.header("RateLimit-Limit") == "1");
  CHECK(at.ask(rate_class::request, at.token()) == 200);
  CHECK(at.header("RateLimit-Limit") == "4");
}

TEST_CASE("rate gate: without limits nothing is refused or told",
          "[net][api]") {
  gatehouse at{core::rate_policies{}};
  auto as = GENERATE(rate_class::request, rate_class::message,
                     rate_class::attempt, rate_class::creation);
  for (int i = 0; i < 50; ++i) CHECK(at.ask(as, at.token(), 401) == 401);

  CHECK(at.header("RateLimit-Limit").empty());
}

TEST_CASE("rate gate: what counts as nothing is never refused", "[net][api]") {
  gatehouse at;
  for (int i = 0; i < 50; ++i) CHECK(at.ask(rate_class::nothing) == 200);

  CHECK(at.header("RateLimit-Limit").empty());
}
