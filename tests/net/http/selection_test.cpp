#include "net/http/selection.hpp"

#include <catch2/catch.hpp>

#include "net/http/file_name.hpp"
#include "net/http/http_date.hpp"

using namespace parley::net::http;
using kind = selection::kind;

namespace {

constexpr std::time_t changed = 784111777;
const std::string when = "Sun, 06 Nov 1994 08:49:37 GMT";
const validators now{"\"tag\"", changed};

request asking(
    std::initializer_list<std::pair<const char*, std::string>> with) {
  request from;
  for (const auto& [name, value] : with) from.headers.add(name, value);
  return from;
}

selection range_of(const std::string& range) {
  return select(asking({{"Range", range}}), now, 100);
}

}  // namespace

TEST_CASE("selection: a range is a part of the whole", "[net][http]") {
  auto [text, first, size] = GENERATE(table<std::string, int, int>(
      {{"bytes=0-0", 0, 1},
       {"bytes=0-99", 0, 100},
       {"bytes=10-19", 10, 10},
       {"bytes=90-", 90, 10},
       {"bytes=90-1000", 90, 10},
       {"bytes=90-99999999999999999999999", 90, 10},
       {"bytes=-1", 99, 1},
       {"bytes=-1000", 0, 100}}));

  auto got = range_of(text);

  CHECK(got.what == kind::part);
  CHECK(got.range == byte_range{static_cast<std::uint64_t>(first),
                                static_cast<std::uint64_t>(size)});
}

TEST_CASE("selection: a range behind the end is told", "[net][http]") {
  CHECK(range_of("bytes=100-").what == kind::out_of_range);
  CHECK(range_of("bytes=100-200").what == kind::out_of_range);
  CHECK(range_of("bytes=-0").what == kind::out_of_range);
  CHECK(range_of("bytes=99999999999999999999-").what == kind::out_of_range);
}

TEST_CASE("selection: what is no single range gets the whole", "[net][http]") {
  auto text = GENERATE("", "bytes", "bytes=", "bytes=-", "bytes=a-b",
                       "bytes=5-1", "bytes=0-1,5-6", "lines=0-1", "bytes=1",
                       "bytes=--1", "bytes=0x1-2", "bytes=+1-2");

  auto got = range_of(text);

  CHECK(got.what == kind::whole);
  CHECK(got.range == byte_range{0, 100});
}

TEST_CASE("selection: who has it already gets nothing", "[net][http]") {
  auto unchanged = [](auto with) {
    return select(asking(with), now, 100).what == kind::unchanged;
  };
  using fields = std::initializer_list<std::pair<const char*, std::string>>;

  CHECK(unchanged(fields{{"If-None-Match", "\"tag\""}}));
  CHECK(unchanged(fields{{"If-None-Match", "\"x\", W/\"tag\""}}));
  CHECK(unchanged(fields{{"If-None-Match", "*"}}));
  CHECK(unchanged(fields{{"If-Modified-Since", when}}));
  CHECK_FALSE(unchanged(fields{{"If-None-Match", "\"other\""}}));
  CHECK_FALSE(unchanged(fields{{"If-None-Match", "tag"}}));
  CHECK_FALSE(unchanged(
      fields{{"If-None-Match", "\"x\""}, {"If-Modified-Since", when}}));
  CHECK_FALSE(unchanged(
      fields{{"If-Modified-Since", "Sun, 06 Nov 1994 08:49:36 GMT"}}));
  CHECK_FALSE(unchanged(fields{{"If-Modified-Since", "yesterday"}}));
}

TEST_CASE("selection: If-Range wants the part of the known thing only",
          "[net][http]") {
  auto what = [](const std::string& known) {
    return select(asking({{"Range", "bytes=0-1"}, {"If-Range", known}}), now,
                  100)
        .what;
  };

  CHECK(what("\"tag\"") == kind::part);
  CHECK(what(when) == kind::part);
  CHECK(what("\"other\"") == kind::whole);
  CHECK(what("W/\"tag\"") == kind::whole);
  CHECK(what("Sun, 06 Nov 1994 08:49:38 GMT") == kind::whole);
}

TEST_CASE("selection: dates are read as they are written", "[net][http]") {
  CHECK(parse_http_date(when) == changed);
  CHECK(http_date(changed) == when);
  CHECK_FALSE(parse_http_date(when + "x"));
  CHECK_FALSE(parse_http_date(""));
}

TEST_CASE("file name: only what is fit to be shown stays", "[net][http]") {
  auto [given, shown] = GENERATE(table<std::string, std::string>(
      {{"a.txt", "a.txt"},
       {"../../etc/passwd", "passwd"},
       {"C:\\Users\\x\\a.txt", "a.txt"},
       {"..", "file"},
       {"", "file"},
       {"  . ", "file"},
       {"a/", "file"},
       {"a\r\nSet-Cookie: x", "aSet-Cookie: x"},
       {std::string("a\0b", 3), "ab"},
       {"\xc2\x85"
        "a",
        "a"},
       {"photo\xe2\x80\xaegpj.exe", "photogpj.exe"},
       {"photo\xe2\x80\x01\xaegpj.exe", "photo___gpj.exe"},
       {"gr\xc3\xbc\xc3\x9f.txt", "gr\xc3\xbc\xc3\x9f.txt"},
       {"gr\xfc\xdf.txt", "gr__.txt"},
       {".profile", ".profile"},
       {"name.", "name"}}));

  CHECK(clean_file_name(given) == shown);
}

TEST_CASE("file name: a long one keeps its ending", "[net][http]") {
  std::string umlauts;
  for (int i = 0; i < 300; ++i) umlauts += "\xc3\xbc";

  auto shown = clean_file_name(umlauts + ".jpeg");

  CHECK(shown.size() <= 200);
  CHECK(shown.size() > 190);
  CHECK(shown.ends_with("\xc3\xbc.jpeg"));
}

TEST_CASE("file name: a disposition says it in ASCII and in full",
          "[net][http]") {
  CHECK(content_disposition(false, "a b.txt") ==
        "attachment; filename=\"a b.txt\"; filename*=UTF-8''a%20b.txt");
  CHECK(content_disposition(true, "\xc3\xbc\"\\%.png") ==
        "inline; filename=\"_____.png\"; filename*=UTF-8''%C3%BC%22%5C%25.png");
}
