#include "core/errc.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "core/result.hpp"

using namespace parley::core;

namespace {

std::vector<errc> every_errc() {
  std::vector<errc> all;
  for (int i = 0; i <= static_cast<int>(errc::internal); ++i)
    all.push_back(static_cast<errc>(i));
  return all;
}

}  // namespace

TEST_CASE("errc: every code has a public name of its own", "[core][errc]") {
  std::set<std::string_view> names;
  for (auto code : every_errc()) names.insert(describe(code).code);

  CHECK(names.size() == every_errc().size());
}

TEST_CASE("errc: public names are UPPER_SNAKE", "[core][errc]") {
  for (auto code : every_errc()) {
    auto name = std::string{describe(code).code};
    CAPTURE(name);
    CHECK_THAT(name, Catch::Matches("[A-Z]+(_[A-Z]+)*"));
  }
}

TEST_CASE("errc: every code is an HTTP error with a sentence", "[core][errc]") {
  for (auto code : every_errc()) {
    const auto& info = describe(code);
    CAPTURE(info.code);
    CHECK(info.http_status >= 400);
    CHECK(info.http_status < 600);
    CHECK(info.message.size() > 5);
  }
}

TEST_CASE("errc: a code stands in its own line of the table", "[core][errc]") {
  struct row {
    errc code;
    std::string_view name;
    int status;
    advice what_to_do;
  };
  using enum advice;
  auto expected =
      GENERATE(row{errc::invalid_request, "INVALID_REQUEST", 400, stop},
               row{errc::unauthorized, "UNAUTHORIZED", 401, renew_token},
               row{errc::token_expired, "TOKEN_EXPIRED", 401, renew_token},
               row{errc::token_revoked, "TOKEN_REVOKED", 401, stop},
               row{errc::refresh_reused, "REFRESH_TOKEN_REUSED", 401, stop},
               row{errc::account_banned, "ACCOUNT_BANNED", 403, stop},
               row{errc::forbidden, "FORBIDDEN", 403, stop},
               row{errc::not_found, "NOT_FOUND", 404, stop},
               row{errc::name_taken, "NAME_TAKEN", 409, stop},
               row{errc::client_id_conflict, "CLIENT_ID_CONFLICT", 409, stop},
               row{errc::payload_too_large, "PAYLOAD_TOO_LARGE", 413, stop},
               row{errc::rate_limited, "RATE_LIMIT_EXCEEDED", 429, retry},
               row{errc::quota_exceeded, "QUOTA_EXCEEDED", 413, stop},
               row{errc::too_many_uploads, "TOO_MANY_UPLOADS", 409, stop},
               row{errc::room_busy, "ROOM_BUSY", 503, retry},
               row{errc::draining, "SERVER_DRAINING", 503, retry},
               row{errc::storage_full, "STORAGE_FULL", 507, retry},
               row{errc::not_implemented, "NOT_IMPLEMENTED", 501, stop},
               row{errc::internal, "INTERNAL_ERROR", 500, retry});

  const auto& info = describe(expected.code);

  CHECK(info.code == expected.name);
  CHECK(info.http_status == expected.status);
  CHECK(info.what_to_do == expected.what_to_do);
}

TEST_CASE("failure: without a detail it speaks with its code's sentence",
          "[core][errc]") {
  CHECK(failure{errc::gone}.message() == describe(errc::gone).message);
  CHECK(failure{errc::gone, "moved away"}.message() == "moved away");
}

TEST_CASE("result: reading a value that is not there is a broken invariant",
          "[core][errc]") {
  result<int> none = failure{errc::not_found, "nobody here"};

  CHECK_THROWS_WITH(none.value(), Catch::Contains("nobody here"));
}
