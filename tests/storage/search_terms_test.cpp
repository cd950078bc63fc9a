// What the search makes of texts, without an index.

#include "storage/search_terms.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>

#include "storage/sqlite/match_words.hpp"

using namespace parley::storage;

namespace {

std::string repeat(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

/// Whether the index of a text has the keys of a phrase side by side.
bool has_phrase(const std::string& index, std::string quoted) {
  std::replace(quoted.begin(), quoted.end(), '"', ' ');
  return (' ' + index + ' ').find(quoted) != std::string::npos;
}

bool finds(const std::string& question, const std::string& text) {
  const auto index = index_text(text);
  const auto patterns = patterns_of(question);
  return std::ranges::all_of(patterns, [&](const search_pattern& each) {
    auto query = sqlite::match_pattern(each, {each.keys.back()});
    std::erase_if(query, [](char c) { return c == '(' || c == ')'; });
    return has_phrase(index, query);
  });
}

// Some of each, so that runs are short, long, and beside what ends them.
std::string any_text(std::mt19937& random) {
  static const std::vector<std::string> parts{
      "天", "气", "今", "々", "か",   "が",   "ア",
      "한", "국", "𠮷", "ส",  "วั",    "a",    "Z",
      "é",  "7",  " ",  ",",  "🦊", "\xFF", "\xE2\x80\x8B"};
  std::string text;
  for (auto count = random() % 24; count > 0; --count)
    text += parts[random() % parts.size()];
  return text;
}

}  // namespace

TEST_CASE("search terms: what stands in the index", "[storage][search]") {
  struct row {
    const char* text;
    const char* index;
  };
  const auto at = GENERATE(values<row>({
      {"", ""},
      {" \t\n", ""},
      {"Hello, World_2!", "hello world 2"},
      {"Straße ÉTÉ İstanbul", "strasse ete istanbul"},
      {"Cafe\xCC\x81", "cafe"},
      {"ＡＢＣ ﬁx ①", "abc fix 1"},
      {"ПРИВЕТ ёлка", "привет елка"},
      {"data\xC2\xAD"
       "base",
       "database"},
      {"मुझे हिन्दी", "मुझे हिन्दी"},
      {"مُحَمَّد", "محمد"},
      // Pairs, the last of each run, then what has not stood alone.
      {"天", "天"},
      {"天气", "天气 气 天"},
      {"今天天气", "今天 天天 天气 气 今 天"},
      {"今天,天气", "今天 天 天气 气 今 天"},
      {"天\xE2\x80\x8B气", "天气 气 天"},
      {"A今B", "a 今 b"},
      {"iPhone手机", "iphone 手机 机 手"},
      {"𠮷野家", "𠮷野 野家 家 野 𠮷"},
      {"カ\xE3\x82\x99ラ ｶﾞﾗ", "ガラ ラ ガラ ラ ガ"},
      {"한국어", "한국 국어 어 국 한"},
      {"\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB", "한"},
      {"ที่นี่", "ที่นี่ นี่ ที่"},
      {"ຄົນລາວ", "ຄົນ ນລ ລາ າວ ວ ຄົ ນ ລ າ"},
      {"မြန်မာ", "မြန် န်မာ မာ န် မြ"},
      {"ខ្មែរ", "ខ្មែ មែរ រ ខ្ មែ"},
      {"🦊 👍🏽 ❤️ 1️⃣", "1"},
      {"no \xFF UTF-8 \xE4\xBB", "no utf 8"},
      {"\xED\xA0\x80x", "x"},  // half a surrogate pair
  }));
  INFO(at.text);

  CHECK(index_text(at.text) == at.index);
}

TEST_CASE("search terms: a question becomes patterns", "[storage][search]") {
  struct row {
    const char* question;
    std::vector<std::vector<std::string>> keys;
  };
  const auto at = GENERATE(values<row>({
      {"", {}},
      {"!!! ...", {}},
      {"quick fox", {{"quick"}, {"fox"}}},
      {"well-known fox", {{"well", "known"}, {"fox"}}},
      {"foo\xE3\x80\x80"
       "bar",
       {{"foo"}, {"bar"}}},
      {"天气预报", {{"天", "气", "预", "报"}}},
      {"天气,预报", {{"天", "气"}, {"预", "报"}}},
      {"iPhone手机", {{"iphone"}, {"手", "机"}}},
      {"a天b", {{"a"}, {"天"}, {"b"}}},
      {"\"x\" OR y*", {{"x"}, {"or"}, {"y"}}},
  }));
  INFO(at.question);

  std::vector<std::vector<std::string>> keys;
  for (const auto& each : patterns_of(at.question)) keys.push_back(each.keys);

  CHECK(keys == at.keys);
}

TEST_CASE("search terms: a pattern is a full-text query", "[storage][search]") {
  using sqlite::match_pattern;

  CHECK(match_pattern({{"天"}, true}, {}) == "\"天\"");
  CHECK(match_pattern({{"天", "气", "预"}, true}, {}) == "\"天气 气预\"");
  CHECK(match_pattern({{"fox"}, false}, {"fox"}) == "(\"fox\")");
  CHECK(match_pattern({{"well", "know"}, false}, {"know", "known"}) ==
        "(\"well know\" OR \"well known\")");
}

TEST_CASE("search terms: only words of three characters stand for longer ones",
          "[storage][search]") {
  CHECK_FALSE(finds_longer(""));
  CHECK_FALSE(finds_longer("ab"));
  CHECK_FALSE(finds_longer("äö"));
  CHECK(finds_longer("abc"));
  CHECK(finds_longer("äöü"));
}

TEST_CASE("search terms: pairs of two runs are no neighbours",
          "[storage][search]") {
  CHECK(finds("天气象", "天气象"));
  CHECK_FALSE(finds("天气象", "天气 气象"));
  CHECK_FALSE(finds("天气", "天,气"));
}

TEST_CASE("search terms: of very long words the beginning counts",
          "[storage][search]") {
  const auto word = repeat("x", 100'000);

  CHECK(index_text(word).size() <= 64);
  CHECK(finds(word, word));
  CHECK(finds(word.substr(0, 200), word));
  // Marks without end are none of a letter's.
  CHECK(index_text("a" + repeat("\xCC\x81", 10'000) + " b") == "a b");
}

TEST_CASE("search terms: a very long run grows in proportion",
          "[storage][search]") {
  const auto run = repeat("今天天气很好", 10'000);

  const auto index = index_text(run);

  CHECK(index.size() < 3 * run.size());
  CHECK(finds("好今天天气", run));
}

TEST_CASE("search terms: any one or two neighbours of a run find its text",
          "[storage][search]") {
  std::mt19937 random{7};
  for (int round = 0; round < 500; ++round) {
    const auto text = any_text(random);
    const auto terms = terms_of(text);
    for (std::size_t i = 0; i < terms.size(); ++i) {
      const auto begin = terms[i].begin;
      const auto whole = text.substr(begin, terms[i].end - begin);
      INFO(text << " / " << whole);
      CHECK(finds(whole, text));
      if (i + 1 == terms.size() || !terms[i + 1].joined) continue;
      const auto pair = text.substr(begin, terms[i + 1].end - begin);
      INFO(pair);
      CHECK(finds(pair, text));
    }
  }
}

TEST_CASE("search terms: terms are within their text, in its order",
          "[storage][search]") {
  std::mt19937 random{11};
  for (int round = 0; round < 500; ++round) {
    std::string bytes(random() % 64, '\0');
    for (auto& each : bytes) each = static_cast<char>(random());
    const auto text = round % 2 != 0 ? bytes : any_text(random) + bytes;
    std::size_t end = 0;
    for (const auto& each : terms_of(text)) {
      CHECK_FALSE(each.key.empty());
      CHECK(each.begin >= end);
      CHECK(each.end > each.begin);
      end = each.end;
    }
    CHECK(end <= text.size());
    CHECK(index_text(text).size() <= 12 * text.size());
  }
}
