#include "core/mentions.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace parley::core;

namespace {

// "ann bob +channel +here"
std::string called(std::string_view text) {
  auto found = find_called_names(text);
  std::string all;
  auto add = [&](std::string_view word) {
    if (!all.empty()) all += ' ';
    all += word;
  };
  for (auto name : found.names) add(name);
  if (found.channel) add("+channel");
  if (found.here) add("+here");
  return all;
}

}  // namespace

TEST_CASE("mentions: names after an @ are called", "[core][mentions]") {
  struct row {
    std::string_view text, expected;
  };
  const auto each = GENERATE(
      row{"", ""}, row{"@", ""}, row{"hello", ""}, row{"@ann", "ann"},
      row{"hi @ann, @bob!", "ann bob"}, row{"(@ann)", "ann"},
      row{"@ann@bob", "ann"}, row{"mail ann@example.com", ""},
      row{"@Ann_1 @a.b-c", "Ann_1 a.b-c"}, row{"@ann @ann", "ann"},
      row{"see you @ann.", "ann."}, row{"@channel", "+channel"},
      row{"@everyone @here.", "+channel +here"}, row{"@channels", "channels"},
      row{"`@ann` @bob", "bob"}, row{"```\n@ann\n``` @bob", "bob"},
      row{"a ` b @ann", "ann"}, row{"``@ann`` `@bob` @eve", "eve"},
      row{"\xc3\xa9@ann", "ann"}, row{"@ann\xc3\xa9", "ann"});

  CAPTURE(each.text);
  CHECK(called(each.text) == each.expected);
}

TEST_CASE("mentions: their number is bounded", "[core][mentions]") {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "@user" + std::to_string(i) + ' ';

  CHECK(find_called_names(text).names.size() == max_called_names);
}

TEST_CASE("mentions: punctuation at the end of a name can be taken off",
          "[core][mentions]") {
  CHECK(without_punctuation("ann.") == "ann");
  CHECK(without_punctuation("ann-.") == "ann");
  CHECK(without_punctuation("a.b") == "");
  CHECK(without_punctuation("...") == "");
}
