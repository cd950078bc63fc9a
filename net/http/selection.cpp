#include "net/http/selection.hpp"

#include <algorithm>
#include <charconv>

#include "net/http/trim.hpp"

namespace parley::net::http {

namespace {

// Weak comparison: what differs only in its W/ is the same here.
bool lists(std::string_view tags, std::string_view tag) {
  if (trim(tags) == "*") return true;
  while (!tags.empty()) {
    auto end = std::min(tags.find(','), tags.size());
    auto each = trim(tags.substr(0, end));
    if (each.starts_with("W/")) each.remove_prefix(2);
    if (each == tag) return true;
    tags.remove_prefix(std::min(end + 1, tags.size()));
  }
  return false;
}

bool is_unchanged(const request& from, const validators& now) {
  if (from.headers.contains("If-None-Match"))
    return lists(from.header("If-None-Match"), now.tag);
  auto since = parse_http_date(from.header("If-Modified-Since"));
  return since && now.modified <= *since;
}

// If-Range: the part is wanted of the thing that the client knows only.
bool wants_range(const request& from, const validators& now) {
  if (from.headers.count("Range") != 1) return false;
  auto known = from.header("If-Range");
  if (known.empty() || known == now.tag) return true;
  return parse_http_date(known) == now.modified;
}

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value);
  // A number that is too large lies behind every end.
  if (error == std::errc::result_out_of_range) return UINT64_MAX;
  if (error != std::errc{} || end != text.data() + text.size())
    return std::nullopt;
  return value;
}

std::optional<selection> parse_range(std::string_view field,
                                     std::uint64_t size) {
  constexpr std::string_view unit = "bytes=";
  if (!field.starts_with(unit)) return std::nullopt;
  auto range = trim(field.substr(unit.size()));
  auto dash = range.find('-');
  if (dash == range.npos) return std::nullopt;
  auto from = number(range.substr(0, dash));
  auto upto = number(range.substr(dash + 1));
  bool open = dash + 1 == range.size();
  if ((!upto && !open) || (!from && (dash > 0 || !upto))) return std::nullopt;
  if (from && upto && *upto < *from) return std::nullopt;
  using enum selection::kind;
  if (!from) {
    auto length = std::min(*upto, size);
    if (length == 0) return selection{out_of_range, {}};
    return selection{part, {size - length, length}};
  }
  if (*from >= size) return selection{out_of_range, {}};
  auto last = std::min(upto.value_or(UINT64_MAX), size - 1);
  return selection{part, {*from, last - *from + 1}};
}

}  // namespace

selection select(const request& from, const validators& now,
                 std::uint64_t size) {
  if (is_unchanged(from, now)) return {selection::kind::unchanged, {}};
  if (wants_range(from, now))
    if (auto part = parse_range(from.header("Range"), size)) return *part;
  return {selection::kind::whole, {0, size}};
}

std::optional<std::time_t> parse_http_date(std::string_view text) {
  const std::string copy{text};
  std::tm parts{};
  const char* end =
      ::strptime(copy.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (end == nullptr || *end != '\0') return std::nullopt;
  return ::timegm(&parts);
}

}  // namespace parley::net::http
