#include "actors/identity/totp.hpp"

#include <catch2/catch.hpp>
#include <set>

using namespace parley;
using namespace parley::actors;

TEST_CASE("totp: the codes of RFC 6238, appendix B", "[actors][totp]") {
  struct row {
    std::int64_t seconds;
    const char* code;  // the last six of its eight digits
  };
  const std::string secret = "12345678901234567890";
  const auto at = GENERATE(values<row>({
      {59, "287082"},
      {1111111109, "081804"},
      {1111111111, "050471"},
      {1234567890, "005924"},
      {2000000000, "279037"},
      {20000000000, "353130"},
  }));

  const auto now = core::from_ms(at.seconds * 1000);
  CHECK(totp_code(secret, totp_step(now)) == at.code);
  CHECK(match_totp(secret, at.code, now) == totp_step(now));
}

TEST_CASE("totp: clocks may be half a minute off, not more", "[actors][totp]") {
  const std::string secret = "12345678901234567890";
  const auto now = core::from_ms(1'700'000'000'000);
  const auto step = totp_step(now);

  for (std::uint64_t near : {step - 1, step, step + 1})
    CHECK(match_totp(secret, totp_code(secret, near), now) == near);
  for (std::uint64_t far : {step - 2, step + 2})
    CHECK_FALSE(match_totp(secret, totp_code(secret, far), now));
  for (const char* no : {"", "12345", "1234567", "abcdef"})
    CHECK_FALSE(match_totp(secret, no, now));
}

TEST_CASE("totp: base32 as in RFC 4648, section 10", "[actors][totp]") {
  CHECK(to_base32("").empty());
  CHECK(to_base32("f") == "MY");
  CHECK(to_base32("fo") == "MZXQ");
  CHECK(to_base32("foo") == "MZXW6");
  CHECK(to_base32("foob") == "MZXW6YQ");
  CHECK(to_base32("fooba") == "MZXW6YTB");
  CHECK(to_base32("foobar") == "MZXW6YTBOI");
}

TEST_CASE("totp: authenticators are told the account", "[actors][totp]") {
  CHECK(totp_uri("foobar", "ann b@example.org") ==
        "otpauth://totp/parley:ann%20b%40example.org?secret=MZXW6YTBOI"
        "&issuer=parley&algorithm=SHA1&digits=6&period=30");
  CHECK(make_totp_secret().size() == 20);
  CHECK(make_totp_secret() != make_totp_secret());
}

TEST_CASE("totp: recovery codes are their own, however they are typed",
          "[actors][totp]") {
  const auto codes = make_recovery_codes();
  CHECK(codes.size() == 10);
  CHECK(std::set<std::string>(codes.begin(), codes.end()).size() == 10);
  for (const auto& each : codes) {
    CAPTURE(each);
    CHECK(each.size() == 11);
    CHECK(each[5] == '-');
  }
  CHECK(recovery_hash("abcde-fgh23") == recovery_hash("ABCDE FGH23"));
  CHECK(recovery_hash("abcde-fgh23") != recovery_hash("abcde-fgh24"));
}
