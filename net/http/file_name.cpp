#include "net/http/file_name.hpp"

#include <algorithm>

#include "net/websocket/utf8.hpp"

namespace parley::net::http {

namespace {

constexpr std::size_t longest_name = 200;
constexpr std::size_t longest_ending = 20;

// U+200E, U+200F, U+202A to U+202E and U+2066 to U+2069: "gpj.exe" must not
// look like "exe.jpg".
bool turns_direction(std::string_view three) {
  if (three.size() < 3 || three[0] != '\xe2') return false;
  auto last = static_cast<unsigned char>(three[2]);
  if (three[1] == '\x80')
    return last == 0x8e || last == 0x8f || (last >= 0xaa && last <= 0xae);
  return three[1] == '\x81' && last >= 0xa6 && last <= 0xa9;
}

// Control characters of ASCII and of Latin-1, U+0080 to U+009F.
std::size_t control_size(std::string_view text) {
  auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x20 || first == 0x7f) return 1;
  bool second = text.size() > 1 && first == 0xc2 &&
                static_cast<unsigned char>(text[1]) < 0xa0;
  return second ? 2 : 0;
}

std::string shortened(std::string_view name) {
  if (name.size() <= longest_name) return std::string{name};
  auto dot = name.rfind('.');
  auto ending = dot == name.npos ? std::string_view{} : name.substr(dot);
  if (ending.size() > longest_ending) ending = {};
  auto kept = net::websocket::cut_utf8(name, longest_name - ending.size());
  return std::string{kept}.append(ending);
}

bool is_utf8(std::string_view text) {
  net::websocket::utf8_validator check;
  return check.feed(text) && check.complete();
}

// Some client's own code page: at least the ASCII part can be read.
std::string readable(std::string_view name) {
  std::string text{name};
  if (!is_utf8(text))
    std::ranges::replace_if(
        text, [](char c) { return (c & 0x80) != 0; }, '_');
  return text;
}

bool is_plain(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
         (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.';
}

}  // namespace

// What is left out must not let its neighbours become a character: so only of
// whole ones.
std::string clean_file_name(std::string_view from) {
  auto slash = from.find_last_of("/\\");
  if (slash != from.npos) from.remove_prefix(slash + 1);
  const auto whole = readable(from);
  std::string_view given = whole;
  std::string name;
  while (!given.empty()) {
    if (auto skipped = control_size(given)) {
      given.remove_prefix(skipped);
    } else if (turns_direction(given)) {
      given.remove_prefix(3);
    } else {
      name += given[0];
      given.remove_prefix(1);
    }
  }
  auto first = name.find_first_not_of(' ');
  auto last = name.find_last_not_of(". ");
  if (last == std::string::npos) return "file";
  return shortened(std::string_view{name}.substr(first, last - first + 1));
}

std::string content_disposition(bool is_inline, std::string_view file_name) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string plain;
  std::string encoded;
  for (char c : file_name) {
    plain += is_plain(c) || c == ' ' ? c : '_';
    if (is_plain(c)) {
      encoded += c;
      continue;
    }
    auto byte = static_cast<unsigned char>(c);
    encoded += {'%', digits[byte >> 4], digits[byte & 15]};
  }
  return (is_inline ? "inline; filename=\"" : "attachment; filename=\"") +
         plain + "\"; filename*=UTF-8''" + encoded;
}

}  // namespace parley::net::http
