#include "config/logging.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

using namespace parley;
using namespace parley::config;
using Catch::Matches;

namespace {

// Collects what is logged; the log is off again afterwards.
struct fixture {
  std::ostringstream out;

  void start(log_level level, log_format format) {
    start_logging({level, format, "parley", &out});
  }
  ~fixture() { start_logging({log_level::off}); }

  std::string text_of(std::string_view sentence,
                      std::initializer_list<log_field> fields = {}) {
    std::string line;
    append_text_line(line, sentence, {fields.begin(), fields.size()});
    return line;
  }
  nlohmann::json json_of(std::string_view sentence,
                         std::initializer_list<log_field> fields = {}) {
    std::string members;
    append_json_members(members, sentence, {fields.begin(), fields.size()});
    return nlohmann::json::parse("{" + members + "}");
  }
};

constexpr auto time_pattern = R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)";

}  // namespace

TEST_CASE_METHOD(fixture,
                 "logging: a text line has time, level, logger and "
                 "fields of every type",
                 "[config][logging]") {
  start(log_level::info, log_format::text);
  core::room_id room{{0x01, 0x98}};

  log(log_level::info, "room replayed entries",
      {{"room", room},
       {"entries", 17u},
       {"behind", -3},
       {"ms", 1.5},
       {"full", true},
       {"by", "two words"},
       {"engine", std::string{"sqlite"}}});

  CHECK_THAT(out.str(),
             Matches(time_pattern +
                     std::string{" info parley: room replayed entries "
                                 "room=01980000-0000-0000-0000-000000000000 "
                                 "entries=17 behind=-3 ms=1.5 full=true "
                                 "by=\"two words\" engine=sqlite\n"}));
}

TEST_CASE_METHOD(fixture,
                 "logging: a JSON line is one object with typed fields",
                 "[config][logging]") {
  start(log_level::info, log_format::json);
  core::user_id user{{0xff}};

  log(log_level::warn, "user \"x\" left",
      {{"user", user}, {"open", 2}, {"ok", false}, {"rate", 0.25}});

  auto line = nlohmann::json::parse(out.str());
  CHECK(line["level"] == "warning");
  CHECK(line["logger"] == "parley");
  CHECK(line["msg"] == "user \"x\" left");
  CHECK(line["user"] == "ff000000-0000-0000-0000-000000000000");
  CHECK(line["open"] == 2);
  CHECK(line["ok"] == false);
  CHECK(line["rate"] == 0.25);
  CHECK_THAT(line["time"].get<std::string>(), Matches(time_pattern));
  CHECK(out.str().find('\n') == out.str().size() - 1);
}

TEST_CASE_METHOD(fixture, "logging: levels below the chosen one write nothing",
                 "[config][logging]") {
  start(log_level::warn, log_format::text);

  log(log_level::info, "unseen");
  CHECK(out.str().empty());
  CHECK_FALSE(logs(log_level::info));
  log(log_level::error, "seen");
  CHECK_THAT(out.str(), Catch::Contains("error parley: seen\n"));

  start(log_level::off, log_format::text);
  auto before = out.str();
  log(log_level::error, "unseen");
  CHECK(out.str() == before);
}

TEST_CASE_METHOD(fixture,
                 "logging: no text from outside can start a line or "
                 "steer a terminal",
                 "[config][logging]") {
  CHECK(text_of("a\nb\r\tc") == R"(a\nb\r\tc)");
  CHECK(text_of("\x1b[2J") == R"(\u001b[2J)");
  CHECK(text_of(std::string_view{"a\0b", 3}) == R"(a\u0000b)");
  CHECK(text_of("\x7f") == R"(\u007f)");
  CHECK(text_of("\xc2\x85") == R"(\u0085)");      // next line
  CHECK(text_of("\xe2\x80\xa8") == R"(\u2028)");  // line separator
  CHECK(text_of("\xe2\x80\xae") == R"(\u202e)");  // right to left
  CHECK(text_of("x", {{"k", "v\" admin=true"}}) == R"(x k="v\" admin=true")");
  CHECK(text_of("x", {{"k", "a=b"}}) == R"(x k="a=b")");
  CHECK(text_of("x", {{"k", ""}}) == R"(x k="")");
  CHECK(text_of("x", {{"k", "v\ny"}}) == R"(x k="v\ny")");
}

TEST_CASE_METHOD(fixture, "logging: other people's letters stay readable",
                 "[config][logging]") {
  CHECK(text_of("Grüße 你好 🙂") == "Grüße 你好 🙂");
  CHECK(json_of("Grüße 你好 🙂")["msg"] == "Grüße 你好 🙂");
}

TEST_CASE_METHOD(fixture, "logging: bytes that are not UTF-8 are escaped",
                 "[config][logging]") {
  CHECK(text_of("a\xff") == R"(a\xff)");
  CHECK(text_of("\xc3") == R"(\xc3)");                  // cut short
  CHECK(text_of("\xc0\xaf") == R"(\xc0\xaf)");          // overlong
  CHECK(text_of("\xe0\x80\xaf") == R"(\xe0\x80\xaf)");  // overlong
  CHECK(text_of("\xed\xa0\x80") == R"(\xed\xa0\x80)");  // surrogate
  CHECK(text_of("\xf4\x90\x80\x80") == R"(\xf4\x90\x80\x80)");
  CHECK(json_of("a\xff")["msg"] == "a\xef\xbf\xbd");
}

TEST_CASE_METHOD(fixture, "logging: every single byte gives valid JSON",
                 "[config][logging]") {
  for (int byte = 0; byte < 256; ++byte) {
    std::string text{"<"};
    text += static_cast<char>(byte);
    text += '>';
    CHECK_NOTHROW(json_of(text, {{"k", text}}));
    auto line = text_of(text);
    for (char c : line) CHECK((c >= ' ' && c <= '~'));
  }
}

TEST_CASE_METHOD(fixture, "logging: numbers JSON does not know become null",
                 "[config][logging]") {
  auto line = json_of("x", {{"a", 1.0 / 0.0}, {"b", UINT64_MAX}});

  CHECK(line["a"].is_null());
  CHECK(line["b"] == UINT64_MAX);
}

TEST_CASE("logging: options follow the settings", "[config][logging]") {
  settings from;
  from.log_level = "debug";
  from.log_as = log_format::json;

  auto options = logging_of(from);

  CHECK(options.level == log_level::debug);
  CHECK(options.format == log_format::json);
  CHECK(options.to == nullptr);
}
