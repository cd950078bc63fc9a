#include "net/api/turn_credentials.hpp"

#include <catch2/catch.hpp>

using namespace parley;
using net::api::turn_credentials;

TEST_CASE("turn credentials: as a TURN server with the same secret makes them",
          "[net][api][turn]") {
  auto user = *core::user_id::parse("01890a5d-ac96-774b-bcce-b302099a8057");
  auto made =
      turn_credentials::make("north", user, core::from_ms(1'700'000'000'999));

  CHECK(made.username == "1700000000:01890a5d-ac96-774b-bcce-b302099a8057");
  // printf %s USERNAME | openssl dgst -sha1 -hmac north -binary | base64
  CHECK(made.credential == "wokwz9zMAZU6J5oz7CSO1wlX1qw=");
}
