#include "core/read_time.hpp"

#include <algorithm>

namespace parley::core {

namespace {

// Digits stand where the pattern has 0, everything else as it is.
bool matches(std::string_view text, std::string_view pattern) {
  return text.size() == pattern.size() &&
         std::equal(text.begin(), text.end(), pattern.begin(),
                    [](char c, char p) {
                      return p == '0' ? c >= '0' && c <= '9' : c == p;
                    });
}

int number(std::string_view text, std::size_t at, std::size_t digits) {
  int value = 0;
  for (char c : text.substr(at, digits)) value = value * 10 + (c - '0');
  return value;
}

}  // namespace

std::optional<timestamp> read_iso8601(std::string_view text) {
  using namespace std::chrono;
  bool exact = matches(text, "0000-00-00T00:00:00.000Z");
  if (!exact && !matches(text, "0000-00-00T00:00:00Z")) return std::nullopt;
  year_month_day date{year{number(text, 0, 4)},
                      month{static_cast<unsigned>(number(text, 5, 2))},
                      day{static_cast<unsigned>(number(text, 8, 2))}};
  const int hour = number(text, 11, 2);
  const int minute = number(text, 14, 2);
  const int second = number(text, 17, 2);
  if (!date.ok() || date.year() < year{1970} || hour > 23 || minute > 59 ||
      second > 59)
    return std::nullopt;
  const int fraction = exact ? number(text, 20, 3) : 0;
  return timestamp{sys_days{date}} + hours{hour} + minutes{minute} +
         seconds{second} + milliseconds{fraction};
}

}  // namespace parley::core
