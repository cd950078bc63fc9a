#include "bench/tester/http_answer.hpp"

#include <strings.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace parley::bench {

namespace {

constexpr std::size_t largest_head = 16 << 10;

bool same_word(std::string_view a, std::string_view b) {
  return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

template <class Number>
std::optional<Number> number_at(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  Number value{};
  auto outcome = std::from_chars(text.data(), text.data() + text.size(), value);
  if (outcome.ec != std::errc{}) return std::nullopt;
  return value;
}

/// Cuts the first line off, without its end.
std::string_view take_line(std::string_view& head) {
  auto end = head.find("\r\n");
  auto line = head.substr(0, end);
  head.remove_prefix(end == std::string_view::npos ? head.size() : end + 2);
  return line;
}

std::optional<std::size_t> content_length(std::string_view fields) {
  while (!fields.empty()) {
    auto line = take_line(fields);
    auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    if (same_word(line.substr(0, colon), "content-length"))
      return number_at<std::size_t>(line.substr(colon + 1));
  }
  return std::nullopt;
}

}  // namespace

parsed next_answer(const char*& at, const char* end, http_answer& out) {
  constexpr std::string_view version = "HTTP/1.1 ";
  std::string_view data{at, static_cast<std::size_t>(end - at)};
  auto size = data.find("\r\n\r\n");
  if (size == std::string_view::npos)
    return data.size() > largest_head ? parsed::unsupported
                                      : parsed::incomplete;
  auto head = data.substr(0, size);
  auto status_line = take_line(head);
  if (!status_line.starts_with(version)) return parsed::unsupported;
  auto status = number_at<int>(status_line.substr(version.size()));
  auto length = content_length(head);
  if (!status || !length) return parsed::unsupported;
  auto body = data.substr(size + 4);
  if (body.size() < *length) return parsed::incomplete;
  out = {*status, status_line, body.substr(0, *length)};
  at = body.data() + *length;
  return parsed::complete;
}

}  // namespace parley::bench
