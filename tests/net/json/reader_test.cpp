#include "net/json/reader.hpp"

#include <catch2/catch.hpp>
#include <cstring>
#include <nlohmann/json.hpp>
#include <vector>

using namespace parley;
using namespace parley::net;
using core::errc;
using namespace std::string_literals;

namespace {

constexpr std::size_t megabyte = 1 << 20;

// What a document is read as, minified; or the failure's code.
std::string read(std::string_view text) {
  json::parser parser{megabyte};
  auto found = parser.parse(text);
  return found ? found->text()
               : std::string{core::describe(found.error().code).code};
}

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

}  // namespace

TEST_CASE("json reader: a document of any kind is read", "[net][json]") {
  auto text = GENERATE(as<std::string>{}, "{}", "[]", "null", "true", "12",
                       R"("text")", R"([1,-2,2.5,"a",null,true,false,{}])",
                       R"({"a":{"b":[{"c":"d"}]},"e":"\"\\\u0001é😀"})",
                       "18446744073709551615", "-9223372036854775808");
  CHECK(read(text) == text);
  CHECK(read(" \r\n\t" + text + "\n ") == text);
}

TEST_CASE("json reader: escapes are resolved", "[net][json]") {
  CHECK(read(R"("\u00e9\ud83d\ude00\/\u2028")") == "\"é😀/\u2028\"");
}

TEST_CASE("json reader: what is not JSON is refused", "[net][json]") {
  auto text = GENERATE(
      as<std::string>{}, "", " ", "{", "}", "[1,]", "{\"a\":1,}", "{a:1}",
      "{'a':1}", "[1 2]", "1 2", "{} {}", "tru", "nul", "NaN", "Infinity",
      "-Infinity", "+1", "01", "1.", ".5", "1e", "0x10", "- 1", "\"a", "\"\n\"",
      "\"\t\"", R"("\x41")", R"("\u12g4")", "// c\n1", "[1]//", "\xef\xbb\xbf{",
      "{\"a\" 1}", "{\"a\":}", "{1:2}", "[\"a\",\"b\"", "\"\xff\"",
      "\"\xed\xa0\x80\"", "\"\xc0\xaf\"");
  CAPTURE(text);
  CHECK(read(text) == "INVALID_JSON");
}

TEST_CASE("json reader: NUL bytes are no white space", "[net][json]") {
  CHECK(read("{}\0"s) == "INVALID_JSON");
  CHECK(read("\0"s) == "INVALID_JSON");
  CHECK(read("\"a\0b\""s) == "INVALID_JSON");
}

TEST_CASE("json reader: half a surrogate pair becomes U+FFFD", "[net][json]") {
  using row = std::pair<std::string, std::string>;
  auto [text, as] = GENERATE(
      row{R"("\ud800")", "\"\ufffd\""}, row{R"("\udc00")", "\"\ufffd\""},
      row{R"("\ud83dx")", "\"\ufffdx\""}, row{R"("\ud83d\n")", "\"\ufffd\\n\""},
      row{R"("\ud83d\u0041")", "\"\ufffdA\""},
      row{R"("\ude00\ud83d")", "\"\ufffd\ufffd\""},
      row{R"("\ud83d\ud83d\ude00")", "\"\ufffd😀\""},
      row{R"("\\ud83d\ud83d")", "\"\\\\ud83d\ufffd\""},
      row{R"({"\ud800":"\"\udfff"})", "{\"\ufffd\":\"\\\"\ufffd\"}"});
  CAPTURE(text);
  CHECK(read(text) == as);
}

TEST_CASE("json reader: numbers are read as JavaScript does", "[net][json]") {
  using row = std::pair<std::string, std::string>;
  auto [text, as] = GENERATE(
      row{"1e400", "null"}, row{"-1.5E+400", "null"},
      row{"100000000000000000000", "1e20"},
      row{"18446744073709551616", "1.8446744073709552e19"},
      row{"-9223372036854775809", "-9.223372036854775808e18"},
      row{"[123456789012345678901234567890,1,\"99999999999999999999\"]",
          R"([1.2345678901234568e29,1,"99999999999999999999"])"});
  CAPTURE(text);
  using nlohmann::json;
  CHECK(json::parse(read(text)) == json::parse(as));
}

TEST_CASE("json reader: what is mended must be JSON otherwise", "[net][json]") {
  auto text =
      GENERATE(as<std::string>{}, "01e400", "1.e400", ".5e400", "+1e400", "1e+",
               "-", "--18446744073709551616", "018446744073709551616",
               "18446744073709551616x", "[18446744073709551616,]", R"("\ud83)",
               R"("\ud83d)", R"("\ud83d" x)", R"("\ud83g")",
               R"(["\ud83d",tru])", R"("\ud83d\x")");
  CAPTURE(text);
  CHECK(read(text) == "INVALID_JSON");
}

TEST_CASE("json reader: tells what it has read instead", "[net][json]") {
  json::parser parser{megabyte};

  REQUIRE(parser.parse(R"(["\ud83d",1e400])").has_value());
  CHECK(parser.mended() == R"(["\ufffd",null])");
  REQUIRE(parser.parse("[1]").has_value());
  CHECK_FALSE(parser.mended());
  CHECK_FALSE(parser.parse("[\"\\ud83d\",]").has_value());
  CHECK_FALSE(parser.mended());
}

TEST_CASE("json reader: small numbers may lose what a double loses",
          "[net][json]") {
  CHECK(read("1e-400") == "0");
  CHECK(read("0.1") == "0.1");
  CHECK(read("1E3") == "1000");
}

TEST_CASE("json reader: nesting ends at its limit", "[net][json]") {
  CHECK(read(nested(json::parser::max_depth)) ==
        nested(json::parser::max_depth));
  CHECK(read(nested(json::parser::max_depth + 1)) == "INVALID_JSON");
  CHECK(read(nested(100'000)) == "INVALID_JSON");
  CHECK(read(std::string(100'000, '[')) == "INVALID_JSON");
  // A document over the size that a parser keeps memory for obeys it too.
  auto padding = std::string(20'000, ' ');
  CHECK(read(padding + nested(json::parser::max_depth)) ==
        nested(json::parser::max_depth));
  CHECK(read(padding + nested(json::parser::max_depth + 1)) == "INVALID_JSON");
}

TEST_CASE("json reader: a text over the limit is refused unread",
          "[net][json]") {
  json::parser parser{10};
  CHECK(parser.parse("[1,2,3,45]").has_value());
  CHECK(parser.parse("[1,2,3,456]").error().code == errc::payload_too_large);
}

TEST_CASE("json reader: a document cut anywhere is refused", "[net][json]") {
  std::string text =
      R"({"event":"send_message","data":{"content":"h\u00e9 😀 \"x\"",)"
      R"("n":[1,-2.5e3,true,null]},"id":12})";
  json::parser parser{megabyte};
  REQUIRE(parser.parse(text).has_value());
  for (std::size_t size = 0; size < text.size(); ++size) {
    CAPTURE(size);
    // Memory of exactly this size: a read behind it is seen by ASan.
    std::vector<char> cut(text.begin(), text.begin() + static_cast<long>(size));
    REQUIRE_FALSE(parser.parse({cut.data(), cut.size()}).has_value());
  }
}

TEST_CASE("json reader: what stands in the padding does not matter",
          "[net][json]") {
  auto text = GENERATE(as<std::string>{}, "12", "true", R"({"a":1})", "[1,2]",
                       R"("text")", "1.5", "tru", "\"open", "{\"a\":1", "-");
  auto behind = GENERATE(as<std::string>{}, "3", "}", "]", "\"", "e5", "e");
  std::string memory = text;
  while (memory.size() < text.size() + json::parser::padding) memory += behind;

  json::parser parser{megabyte};
  auto found =
      parser.parse_padded(std::string_view{memory}.substr(0, text.size()));

  auto expected = nlohmann::json::accept(text);
  CHECK(found.has_value() == expected);
  if (found) CHECK(found->text() == text);
}

TEST_CASE("json reader: a parser goes on after failures and large documents",
          "[net][json]") {
  json::parser parser{megabyte};
  std::string large = "[" + std::string(100'000, '1') + "x]";
  std::string many = "[0";
  for (int i = 1; i < 30'000; ++i) many += ',' + std::to_string(i);
  many += ']';
  for (int round = 0; round < 3; ++round) {
    CHECK_FALSE(parser.parse("{").has_value());
    CHECK_FALSE(parser.parse(large).has_value());
    CHECK(parser.parse(many)->at(29'999).as_unsigned() == 29'999);
    CHECK(parser.parse(R"({"a":1})")->text() == R"({"a":1})");
  }
}

TEST_CASE("json reader: of two members with one name the first counts",
          "[net][json]") {
  json::parser parser{megabyte};
  auto root = *parser.parse(R"({"a":1,"b":2,"a":{"a":3},"\u0061":4})");

  CHECK(root["a"].as_unsigned() == 1U);
  CHECK(root.text() == R"({"a":1,"b":2})");
}

TEST_CASE("json reader: among many members doubles are dropped too",
          "[net][json]") {
  nlohmann::ordered_json expected;
  std::string text = "{";
  for (int i = 0; i < 100; ++i) {
    auto name = "m" + std::to_string(i % 50);
    text += (i ? ",\"" : "\"") + name + "\":" + std::to_string(i);
    if (i < 50) expected[name] = i;
  }
  CHECK(read(text + "}") == expected.dump());
}
