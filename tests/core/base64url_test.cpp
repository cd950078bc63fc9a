#include "core/base64.hpp"

#include <catch2/catch.hpp>

using namespace parley::core;
using namespace std::string_literals;

TEST_CASE("base64url: writes the vectors of RFC 4648 without padding",
          "[actors][base64url]") {
  CHECK(to_base64url("") == "");
  CHECK(to_base64url("f") == "Zg");
  CHECK(to_base64url("fo") == "Zm8");
  CHECK(to_base64url("foo") == "Zm9v");
  CHECK(to_base64url("foob") == "Zm9vYg");
  CHECK(to_base64url("foobar") == "Zm9vYmFy");
  CHECK(to_base64url("\xff\xfe\xfd") == "__79");
  CHECK(to_base64url("\xfb\xef") == "--8");
}

TEST_CASE("base64url: reads what it writes, any bytes", "[actors][base64url]") {
  std::string bytes;
  for (int i = 0; i < 256; ++i) {
    REQUIRE(from_base64url(to_base64url(bytes)) == bytes);
    bytes += static_cast<char>(i * 37);
  }
}

TEST_CASE("base64url: refuses everything that is not canonical",
          "[actors][base64url]") {
  auto text = GENERATE("Z"s,            // no whole byte
                       "Zm9vY",         // 4n + 1 characters
                       "Zg==", "Zm8=",  // padding
                       "Zm9v\n", " Zm9v", "Zm 9v", "+/+/", "Zm9v"s + '\0',
                       "Zh",  // stray bits: decodes like Zg
                       "Zm9", "Zm\xc3\xa9");
  CAPTURE(text);

  CHECK_FALSE(from_base64url(text));
}
