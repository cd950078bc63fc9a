#include "core/base64.hpp"

#include <catch2/catch.hpp>
#include <vector>

using namespace parley::core;

namespace {

std::string encoded(std::string_view bytes) {
  std::string out;
  append_base64(out, bytes);
  return out;
}

std::optional<std::string> decoded(std::string_view text) {
  // Memory of exactly the size that is asked for.
  std::vector<char> room(text.size());
  const auto size = decode_base64(text, room.data());
  if (!size) return std::nullopt;
  return std::string{room.data(), *size};
}

}  // namespace

TEST_CASE("base64: the examples of RFC 4648 10 hold", "[net][engineio]") {
  struct sample {
    std::string bytes, text;
  };
  auto s = GENERATE(sample{"", ""}, sample{"f", "Zg=="}, sample{"fo", "Zm8="},
                    sample{"foo", "Zm9v"}, sample{"foob", "Zm9vYg=="},
                    sample{"fooba", "Zm9vYmE="}, sample{"foobar", "Zm9vYmFy"});
  CHECK(encoded(s.bytes) == s.text);
  CHECK(decoded(s.text) == s.bytes);
  CHECK(base64_size(s.bytes.size()) == s.text.size());
}

TEST_CASE("base64: every byte survives in every place", "[net][engineio]") {
  std::string bytes;
  for (int first = 0; first < 256; ++first)
    for (int i = 0; i < 5; ++i) bytes += static_cast<char>(first + 61 * i);
  for (std::size_t size = 0; size < 300; ++size) {
    const auto part = bytes.substr(size, size);
    REQUIRE(decoded(encoded(part)) == part);
  }
  CHECK(decoded(encoded(bytes)) == bytes);
}

TEST_CASE("base64: a text is decoded where it stands", "[net][engineio]") {
  std::string text = "AQID\r\nBA==\n";
  CHECK(decode_base64(text, text.data()) == 4U);
  CHECK(text.substr(0, 4) == "\x01\x02\x03\x04");
}

TEST_CASE("base64: line breaks of Java clients are skipped",
          "[net][engineio]") {
  CHECK(decoded("Zm9v\nYmFy\n") == "foobar");
  CHECK(decoded("Zm9v\r\nYg==\r\n") == "foob");
  CHECK(decoded("Zm\n9vYg=\n=") == "foob");
}

TEST_CASE("base64: all else is refused", "[net][engineio]") {
  // Node's Buffer takes all of these and drops what it does not know.
  auto text =
      GENERATE(as<std::string>{}, "Zg", "Zm8", "Z",
               "Z===", "A===", "Zg=", "Zg===", "Zm8==", "=",
               "==", "====", "Zm9v=", "Zm9v====", "Zg==Zg==", "Zg==Z", "Zm9v!",
               "!", " ", "Zm9v YmFy", "Zm9v\tYmFy", "_-8=", "Zm9v-_-_",
               "Zh==", "Zm9=", "Zm9v\v", "Z=g=", "Zg=x", "é", "Zm9v\x80");
  CAPTURE(text);
  CHECK(decoded(text) == std::nullopt);
}
