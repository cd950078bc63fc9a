#include "storage/snippet.hpp"

#include <catch2/catch.hpp>

using namespace parley::storage;

namespace {

/// Matches in brackets.
std::string show(std::string_view content, std::string_view words) {
  std::string text;
  for (const auto& part : make_snippet(content, words)) {
    CHECK_FALSE(part.text.empty());
    text += part.match ? '[' + part.text + ']' : part.text;
  }
  return text;
}

}  // namespace

TEST_CASE("snippet: words are found as the search finds them", "[storage]") {
  struct row {
    const char* content;
    const char* words;
    const char* shown;
  };
  const auto at = GENERATE(values<row>({
      {"", "x", ""},
      {"hello", "", "hello"},
      {"hello", "hello", "[hello]"},
      {"Hello, World!", "world hello", "[Hello], [World]!"},
      {"a <b>fox</b>", "fox", "a <b>[fox]</b>"},
      {"Das Café schließt", "cafe", "Das [Café] schließt"},
      {"Das Cafe\xCC\x81 zu", "CAFÉ", "Das [Cafe\xCC\x81] zu"},
      {"ПРИВЕТ всем", "привет", "[ПРИВЕТ] всем"},
      {"foxes are no fox", "fox", "[foxes] are no [fox]"},
      {"oxen go on", "ox go", "oxen [go] on"},  // two letters: the word itself
      {"今天天气很好", "天气", "今天[天气]很好"},
      {"今天天气很好", "天", "今[天][天]气很好"},
      {"今天,气很好", "天气", "今天,气很好"},
      {"哈哈哈哈!", "哈哈", "[哈哈哈哈]!"},
      {"新しいガラス", "カ\xE3\x82\x99ラス", "新しい[ガラス]"},
      {"한국어를 배우다", "한국어", "[한국어]를 배우다"},
      {"ขอบคุณมากครับ", "มาก", "ขอบคุณ[มาก]ครับ"},
      {"my iPhone手机壳", "手机 iphone", "my [iPhone][手机]壳"},
      {"nothing here", "fox", "nothing here"},
      {"well-known", "known", "well-[known]"},
      {"no \xFF UTF-8 fox", "fox", "no \xFF UTF-8 [fox]"},
  }));

  CHECK(show(at.content, at.words) == at.shown);
}

TEST_CASE("snippet: a long text is cut around its first match", "[storage]") {
  std::string words;
  for (int i = 0; i < 200; ++i) words += "añ ";

  const auto shown = show(words + "fox " + words, "fox");

  CHECK(shown.starts_with("…"));
  CHECK(shown.ends_with("…"));
  CHECK(shown.find("[fox]") != shown.npos);
  CHECK(shown.size() < 260);
  CHECK(show(words, "fox").starts_with("añ"));
}

TEST_CASE("snippet: a match that is longer than a snippet is cut",
          "[storage]") {
  std::string run;
  for (int i = 0; i < 100; ++i) run += "天";

  const auto shown = show("前" + run, run);

  CHECK(shown.starts_with("前[天"));
  CHECK(shown.ends_with("天]…"));
  CHECK(shown.size() < 260);
}

TEST_CASE("snippet: what is put together again is the text, cut anywhere",
          "[storage]") {
  const std::string text = "ä漢🦊 fox, Füchse & foxes; ende 🦊🦊";
  for (std::size_t repeat = 1; repeat < 20; ++repeat) {
    std::string content;
    for (std::size_t i = 0; i < repeat; ++i) content += text;
    std::string joined;
    for (const auto& part : make_snippet(content, "fox ende"))
      joined += part.text;
    if (joined.ends_with("…")) joined.resize(joined.size() - 3);
    CHECK(content.starts_with(joined));
  }
}
