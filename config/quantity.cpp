#include "config/quantity.hpp"

#include <charconv>
#include <limits>
#include <span>
#include <string>

#include "config/text.hpp"

namespace parley::config {

namespace {

struct suffix {
  std::string_view name;
  std::int64_t factor;
};

constexpr std::int64_t binary_kilo = 1024;
constexpr suffix sizes[] = {{"", 1},
                            {"b", 1},
                            {"k", binary_kilo},
                            {"kb", binary_kilo},
                            {"kib", binary_kilo},
                            {"m", binary_kilo* binary_kilo},
                            {"mb", binary_kilo* binary_kilo},
                            {"mib", binary_kilo* binary_kilo},
                            {"g", binary_kilo* binary_kilo* binary_kilo},
                            {"gb", binary_kilo* binary_kilo* binary_kilo},
                            {"gib", binary_kilo* binary_kilo* binary_kilo}};

constexpr suffix durations[] = {{"ms", 1},        {"s", 1000},
                                {"m", 60'000},    {"min", 60'000},
                                {"h", 3'600'000}, {"d", 86'400'000}};

std::optional<std::int64_t> scaled(std::string_view digits,
                                   std::int64_t factor) {
  auto number = parse_count(digits);
  if (!number || *number < 0) return std::nullopt;
  if (*number > std::numeric_limits<std::int64_t>::max() / factor)
    return std::nullopt;
  return *number * factor;
}

std::optional<std::int64_t> parse_with(std::span<const suffix> known,
                                       std::string_view text) {
  auto digits = text.find_first_not_of("0123456789");
  if (digits == std::string_view::npos) digits = text.size();
  auto unit = lower(trimmed(text.substr(digits)));
  for (const auto& candidate : known)
    if (unit == candidate.name)
      return scaled(text.substr(0, digits), candidate.factor);
  return std::nullopt;
}

}  // namespace

std::optional<std::int64_t> parse_count(std::string_view text) {
  std::int64_t value = 0;
  auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size())
    return std::nullopt;
  return value;
}

std::optional<std::int64_t> parse_bytes(std::string_view text) {
  return parse_with(sizes, text);
}

std::optional<std::int64_t> parse_duration_ms(std::string_view text,
                                              std::int64_t plain_unit_ms) {
  if (parse_count(text)) return scaled(text, plain_unit_ms);
  return parse_with(durations, text);
}

std::optional<bool> parse_switch(std::string_view text) {
  auto word = lower(text);
  for (auto yes : {"true", "yes", "on", "1"})
    if (word == yes) return true;
  for (auto no : {"false", "no", "off", "0"})
    if (word == no) return false;
  return std::nullopt;
}

}  // namespace parley::config
