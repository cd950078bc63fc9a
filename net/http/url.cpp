#include "net/http/url.hpp"

#include <simdjson.h>

#include <algorithm>

namespace parley::net::http {

namespace {

constexpr std::size_t max_pairs = 1000;
constexpr std::size_t max_segments = 64;

core::failure bad_target(std::string_view what) {
  return {core::errc::invalid_request, std::string{what}};
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

template <class Pairs>
std::optional<std::string_view> first_of(const Pairs& pairs,
                                         std::string_view name) {
  for (const auto& [key, value] : pairs)
    if (key == name) return value;
  return std::nullopt;
}

// Cuts `text` at the first `separator`; `text` becomes the rest.
std::string_view cut_at(std::string_view& text, char separator) {
  auto at = std::min(text.find(separator), text.size());
  auto head = text.substr(0, at);
  text.remove_prefix(std::min(at + 1, text.size()));
  return head;
}

core::result<void> append_segment(std::vector<std::string>& segments,
                                  std::string_view encoded) {
  auto segment = percent_decode(encoded);
  if (!segment) return segment.error();
  if (std::any_of(segment->begin(), segment->end(), is_control))
    return bad_target("The path holds a control character");
  if (*segment == ".") return {};
  if (*segment != "..") {
    segments.push_back(std::move(*segment));
    return {};
  }
  if (segments.empty()) return bad_target("The path leaves the root");
  segments.pop_back();
  return {};
}

}  // namespace

std::optional<std::string_view> query_params::get(std::string_view name) const {
  return first_of(pairs_, name);
}

std::vector<std::string_view> query_params::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& [key, value] : pairs_)
    if (key == name) values.push_back(value);
  return values;
}

std::optional<std::string_view> path_params::get(std::string_view name) const {
  return first_of(pairs_, name);
}

core::result<target_parts> split_target(std::string_view target) {
  if (target == "*") return target_parts{target, {}};
  if (target.find('#') != std::string_view::npos)
    return bad_target("The request target holds a fragment");
  for (std::string_view scheme : {"http://", "https://"}) {
    if (!target.starts_with(scheme)) continue;
    target.remove_prefix(scheme.size());
    auto authority = target.substr(0, target.find_first_of("/?"));
    if (authority.empty()) return bad_target("The request target has no host");
    target.remove_prefix(authority.size());
    if (!target.starts_with('/')) {
      cut_at(target, '?');
      return target_parts{"/", target};
    }
    break;
  }
  if (!target.starts_with('/'))
    return bad_target("The request target is not a path");
  auto path = cut_at(target, '?');
  return target_parts{path, target};
}

core::result<std::string> percent_decode(std::string_view text,
                                         bool plus_is_space) {
  // Most text has nothing to decode.
  auto plain = std::min(text.find('%'), text.size());
  if (plus_is_space) plain = std::min(plain, text.find('+'));
  std::string out{text.substr(0, plain)};
  for (std::size_t i = plain; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_space) {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      if (i + 2 >= text.size())
        return bad_target("Incomplete percent encoding");
      int high = hex_digit(text[i + 1]);
      int low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0) return bad_target("Invalid percent encoding");
      if (high == 0 && low == 0) return bad_target("An encoded NUL");
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  if (!simdjson::validate_utf8(out)) return bad_target("Text is not UTF-8");
  return out;
}

core::result<std::vector<std::string>> split_path(std::string_view path) {
  std::vector<std::string> segments;
  if (!path.starts_with('/')) return bad_target("The path is not absolute");
  path.remove_prefix(1);
  segments.reserve(8);
  for (std::size_t count = 0; !path.empty(); ++count) {
    if (count == max_segments) return bad_target("The path is too deep");
    auto added = append_segment(segments, cut_at(path, '/'));
    if (!added) return added.error();
  }
  return segments;
}

core::result<query_params> parse_query(std::string_view text) {
  query_params params;
  while (!text.empty()) {
    auto pair = cut_at(text, '&');
    if (pair.empty()) continue;
    if (params.size() == max_pairs) return bad_target("Too many parameters");
    auto name = percent_decode(cut_at(pair, '='), true);
    if (!name) return name.error();
    auto value = percent_decode(pair, true);
    if (!value) return value.error();
    params.add(std::move(*name), std::move(*value));
  }
  return params;
}

}  // namespace parley::net::http
