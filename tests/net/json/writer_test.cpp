#include "net/json/writer.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <random>

using namespace parley;
using namespace parley::net;
using namespace std::string_literals;

namespace {

std::string as_json(std::string_view text) {
  std::string out;
  json::append_string(out, text);
  return out;
}

template <class Number>
std::string number(Number n) {
  std::string out;
  json::writer{out}.value(n);
  return out;
}

// What another JSON implementation reads from our text.
std::string read_back(std::string_view text) {
  return nlohmann::json::parse(as_json(text)).get<std::string>();
}

}  // namespace

TEST_CASE("json writer: each character that must be escaped is",
          "[net][json]") {
  CHECK(as_json("") == R"("")");
  CHECK(as_json("plain") == R"("plain")");
  CHECK(as_json("a\"b\\c/d") == R"("a\"b\\c/d")");
  CHECK(as_json("\b\f\n\r\t") == R"("\b\f\n\r\t")");
  CHECK(as_json("\0\x01\x1f\x7f"s) == "\"\\u0000\\u0001\\u001f\x7f\"");
}

TEST_CASE("json writer: other characters go out as they are", "[net][json]") {
  auto text = GENERATE(as<std::string>{}, "é", "€", "😀", "\u2028\u2029",
                       "ünïcödé with \"quotes\" and more");
  CHECK(read_back(text) == text);
  CHECK(as_json("\u2028") == "\"\u2028\"");
}

TEST_CASE("json writer: a special byte is found at every place",
          "[net][json]") {
  for (char special : {'"', '\\', '\n', '\0', '\x1f'}) {
    for (std::size_t length = 1; length < 40; ++length) {
      for (std::size_t at = 0; at < length; ++at) {
        std::string text(length, 'x');
        text[at] = special;
        REQUIRE(read_back(text) == text);
        text[length - 1 - at] = special;
        REQUIRE(read_back("é" + text) == "é" + text);
      }
    }
  }
}

TEST_CASE("json writer: invalid UTF-8 becomes U+FFFD, the rest stays",
          "[net][json]") {
  CHECK(read_back("a\xff"
                  "b\"c") ==
        "a\xef\xbf\xbd"
        "b\"c");
  CHECK(read_back("cut \xe2\x82") == "cut \xef\xbf\xbd\xef\xbf\xbd");
  CHECK(read_back("\xed\xa0\x80 é") ==
        "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd é");
}

TEST_CASE("json writer: any bytes make valid JSON", "[net][json]") {
  std::mt19937 random{11};
  std::uniform_int_distribution<int> byte{0, 255};
  for (int round = 0; round < 5'000; ++round) {
    std::string text(static_cast<std::size_t>(round % 60), '\0');
    for (char& c : text) c = static_cast<char>(byte(random));
    REQUIRE(nlohmann::json::accept(as_json(text)));
  }
}

TEST_CASE("json writer: integers keep every digit", "[net][json]") {
  CHECK(number(0) == "0");
  CHECK(number(std::int8_t{-5}) == "-5");
  CHECK(number(std::numeric_limits<std::int64_t>::min()) ==
        "-9223372036854775808");
  CHECK(number(std::numeric_limits<std::uint64_t>::max()) ==
        "18446744073709551615");
}

TEST_CASE("json writer: doubles are short and read back exactly",
          "[net][json]") {
  CHECK(number(0.1) == "0.1");
  CHECK(number(1.0) == "1");
  CHECK(number(1e300) == "1e+300");
  CHECK(number(-0.0) == "-0.0");  // "-0" would be read as the integer 0
  for (double d : {1.0 / 3, 5e-324, 1.7976931348623157e308, -2.5e-7})
    CHECK(nlohmann::json::parse(number(d)).get<double>() == d);
}

TEST_CASE("json writer: a large double is never taken for an integer",
          "[net][json]") {
  CHECK(number(9007199254740991.0) == "9007199254740991");
  CHECK(number(9007199254740992.0) == "9.007199254740992e+15");
  CHECK(number(333333333333333666666.7662) == "3.3333333333333364e+20");
  CHECK(number(-333333333333333666666.7662) == "-3.3333333333333364e+20");
}

TEST_CASE("json writer: what is no JSON number becomes null", "[net][json]") {
  CHECK(number(std::nan("")) == "null");
  CHECK(number(std::numeric_limits<double>::infinity()) == "null");
}

TEST_CASE("json writer: commas stand between, not before or after",
          "[net][json]") {
  std::string out = "prefix:";
  json::writer w{out};
  w.begin_object()
      .member("a", 1)
      .key("list")
      .begin_array()
      .value("x")
      .value(true)
      .null()
      .begin_array()
      .end_array()
      .begin_object()
      .end_object()
      .end_array()
      .key_text("k\"")
      .value(json::raw{"[1,2]"})
      .key("o")
      .begin_object()
      .member("b", false)
      .end_object()
      .member("z", "last")
      .end_object();

  CHECK(out == R"(prefix:{"a":1,"list":["x",true,null,[],{}],"k\"":[1,2],)"
               R"("o":{"b":false},"z":"last"})");
}

TEST_CASE("json writer: ids and times take their public form", "[net][json]") {
  core::room_id id{
      {0x01, 0x93, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 0xff}};
  std::string out;
  json::writer{out}
      .begin_array()
      .value(id)
      .value(core::from_ms(1'700'000'000'123))
      .end_array();

  CHECK(out == R"(["01930000-0000-7000-8000-0000000000ff",)"
               R"("2023-11-14T22:13:20.123Z"])");
}
