#include "net/edge/close_codes.hpp"

#include <catch2/catch.hpp>
#include <set>

using namespace parley;
using actors::close_reason;
using net::describe;

TEST_CASE("close codes: every reason has a code of its own that may be sent",
          "[net][edge][close_codes]") {
  std::set<int> codes;
  for (int i = 0; i <= static_cast<int>(close_reason::replaced); ++i) {
    const auto& info = describe(static_cast<close_reason>(i));
    CAPTURE(info.code);
    // RFC 6455 §7.4: 1005, 1006 and 1015 never travel; 4000–4999 are ours.
    bool standard = info.code >= 1000 && info.code <= 1011 &&
                    info.code != 1005 && info.code != 1006;
    CHECK((standard || (info.code >= 4000 && info.code <= 4999)));
    CHECK_FALSE(info.reason.empty());
    CHECK(info.reason.size() <= 123);
    codes.insert(info.code);
  }

  CHECK(codes.size() == static_cast<std::size_t>(close_reason::replaced) + 1);
}

TEST_CASE("close codes: those that a retry heals say so",
          "[net][edge][close_codes]") {
  CHECK(describe(close_reason::draining).what_to_do == core::advice::retry);
  CHECK(describe(close_reason::slow_consumer).what_to_do ==
        core::advice::retry);
  CHECK(describe(close_reason::token_expired).what_to_do ==
        core::advice::renew_token);
  CHECK(describe(close_reason::session_revoked).what_to_do ==
        core::advice::stop);
}
