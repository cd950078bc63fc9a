#include "net/json/msgpack.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "core/result.hpp"

using namespace parley;
using namespace parley::net;
using namespace std::string_literals;
using document = nlohmann::json;

namespace {

std::string pack(const document& value) {
  std::string out;
  document::to_msgpack(value, out);
  return out;
}

/// Arrays in arrays, with null in the middle.
std::string nested_packed(std::size_t depth) {
  return std::string(depth, '\x91') + '\xc0';
}

}  // namespace

TEST_CASE("msgpack: what JSON can say is read as it was meant", "[net][json]") {
  auto value = GENERATE(
      document(nullptr), document(true), document(0), document(-5),
      document(1.5), document(INT64_MAX), document(INT64_MIN), document(1e300),
      document(""), document("h\u00e9 \"\\\n\x01 \U0001f600"),
      document::array(), document::object(),
      document{{"a", {1, "two", {{"b", nullptr}}}}, {"", false}},
      document(std::string(70'000, 'x')), document(std::vector(70'000, 7)));

  auto got = json::read_msgpack(pack(value));

  CHECK_FALSE(got.flaw);
  CHECK(document::parse(got.text) == value);
}

TEST_CASE("msgpack: what is written reads back as the same", "[net][json]") {
  std::string text =
      GENERATE("null", "[]", R"({"ack":"5","data":{"ok":true}})",
               R"([-1,1.5,18446744073709551615,"\u00e9\n",{"a":[{}]}])");

  std::string out = "before";
  json::append_msgpack(out, text);

  CHECK(out.substr(0, 6) == "before");
  CHECK(document::from_msgpack(out.substr(6)) == document::parse(text));
}

TEST_CASE("msgpack: what JSON cannot say is a flaw, and null in its place",
          "[net][json]") {
  struct row {
    std::string bytes;
    std::string why;
  };
  auto bad = GENERATE(
      row{"\xc4\x01z"s, "bin and ext types are not understood"},
      row{"\xd4\x01z"s, "bin and ext types are not understood"},
      row{"\xd6\xff\0\0\0\0"s, "bin and ext types are not understood"});

  auto got = json::read_msgpack("\x92" + bad.bytes + "\x07");

  REQUIRE(got.flaw);
  CHECK(got.flaw->code == core::errc::invalid_request);
  CHECK(got.flaw->message() == bad.why);
  CHECK(got.text == "[null,7]");
}

TEST_CASE("msgpack: what JavaScript may say and JSON not is mended",
          "[net][json]") {
  using row = std::pair<std::string, const char*>;
  auto [bytes, text] = GENERATE(
      row{"\xcf\x80\0\0\0\0\0\0\0"s, "9223372036854775808"},
      row{"\xcb\x7f\xf8\0\0\0\0\0\0"s, "null"},
      row{"\xcb\x7f\xf0\0\0\0\0\0\0"s, "null"},
      row{"\xca\xff\x80\0\0"s, "null"}, row{"\xa2\xc3\x28"s, "\"\ufffd(\""},
      row{"\xa4\xed\xa0\xbd!"s, "\"\ufffd\ufffd\ufffd!\""});

  auto got = json::read_msgpack("\x92" + bytes + "\x07");

  CHECK_FALSE(got.flaw);
  CHECK(got.text == "[" + std::string{text} + ",7]");
}

TEST_CASE("msgpack: a name comes once and is text", "[net][json]") {
  auto twice = json::read_msgpack("\x82\xa1"s + "a\x01\xa1" + "a\x02");
  auto apart = json::read_msgpack("\x92\x81\xa1"s + "a\x01\x81\xa1" + "a\x02");
  auto inner =
      json::read_msgpack("\x82\xa1"s + "a\x81\xa1" + "b\x01\xa1" + "b\x02");
  auto number = json::read_msgpack("\x81\x01\x02");
  auto broken = json::read_msgpack("\x81\xa1\xff\x02");

  CHECK(twice.flaw->message() == "a map has a name twice");
  CHECK_FALSE(apart.flaw);
  CHECK_FALSE(inner.flaw);
  CHECK(number.flaw);
  CHECK(number.text.empty());
  CHECK(broken.flaw->message() == "a name is not UTF-8");
}

TEST_CASE("msgpack: what is not one value cannot be read", "[net][json]") {
  auto bytes =
      GENERATE(""s, "\xc1"s, "\x01\x02"s, "\x92\x01"s, "\x81\xa1"s, "\xa5hi"s,
               "\xdf\xff\xff\xff\xff"s, "\xdd\xff\xff\xff\xff"s,
               "\xdb\xff\xff\xff\xff"s, "\xc6\xff\xff\xff\xff"s, "\xcf\x01"s);

  auto got = json::read_msgpack(bytes);

  CHECK(got.text.empty());
  CHECK(got.flaw->code == core::errc::invalid_request);
  CHECK(got.flaw->message() == "not one MessagePack value");
}

TEST_CASE("msgpack: reading does not go deeper than it may", "[net][json]") {
  auto deep = json::read_msgpack(nested_packed(json::max_msgpack_depth));
  auto deeper = json::read_msgpack(nested_packed(json::max_msgpack_depth + 1));
  auto hostile = json::read_msgpack(nested_packed(1 << 20));

  CHECK_FALSE(deep.flaw);
  CHECK(deeper.flaw->message() == "nested deeper than 64");
  CHECK(deeper.text.empty());
  CHECK(hostile.flaw->message() == "nested deeper than 64");
}

TEST_CASE("msgpack: no prefix of a value reads as a value", "[net][json]") {
  auto whole = pack({{"event", "typing"},
                     {"data", {{"a", {1, -300, 2.5, true}}}},
                     {"id", std::string(300, 'i')}});

  for (std::size_t size = 0; size < whole.size(); ++size) {
    INFO(size);
    CHECK(json::read_msgpack({whole.data(), size}).text.empty());
  }
}
