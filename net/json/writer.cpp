#include "net/json/writer.hpp"

#include <simdjson.h>

#include <charconv>
#include <cmath>
#include <cstring>

namespace parley::net::json {

namespace {

constexpr std::uint64_t repeat(std::uint8_t byte) {
  return 0x0101010101010101U * byte;
}

// The top bit of a byte of the result is set for a byte below `limit`
// (<= 0x80), wrongly perhaps above such a byte: good for "is there one?".
std::uint64_t below(std::uint64_t word, std::uint8_t limit) {
  return (word - repeat(limit)) & ~word & repeat(0x80);
}

std::uint64_t must_escape(std::uint64_t word) {
  return below(word, ' ') | below(word ^ repeat('"'), 1) |
         below(word ^ repeat('\\'), 1);
}

bool must_escape(char c) {
  return static_cast<std::uint8_t>(c) < ' ' || c == '"' || c == '\\';
}

std::uint64_t word_at(const char* at) {
  std::uint64_t word;
  std::memcpy(&word, at, sizeof word);
  return word;
}

// Whether the text can go out as it is: ASCII without anything to escape.
bool is_plain(std::string_view text) {
  std::uint64_t found = 0;
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    auto word = word_at(text.data() + at);
    found |= must_escape(word) | (word & repeat(0x80));
  }
  for (; at < text.size(); ++at)
    if (must_escape(text[at]) || (text[at] & 0x80) != 0) return false;
  return found == 0;
}

std::size_t find_escape(std::string_view text, std::size_t at) {
  while (at + 8 <= text.size() && must_escape(word_at(text.data() + at)) == 0)
    at += 8;
  while (at < text.size() && !must_escape(text[at])) ++at;
  return at;
}

void append_escape(std::string& out, char c) {
  constexpr char hex[] = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    default:
      out += "\\u00";
      out += hex[c >> 4];
      out += hex[c & 15];
  }
}

void append_escaped(std::string& out, std::string_view text) {
  for (std::size_t at = 0;;) {
    auto end = find_escape(text, at);
    out.append(text, at, end - at);
    if (end == text.size()) return;
    append_escape(out, text[end]);
    at = end + 1;
  }
}

// Bytes of the valid character at the front; 0 if there is none.
std::size_t character_size(std::string_view text) {
  for (std::size_t size = 1; size <= 4 && size <= text.size(); ++size)
    if (simdjson::validate_utf8(text.data(), size)) return size;
  return 0;
}

void append_repaired(std::string& out, std::string_view text) {
  while (!text.empty()) {
    auto size = character_size(text);
    if (size == 0) out += "\xef\xbf\xbd";
    else append_escaped(out, text.substr(0, size));
    text.remove_prefix(size == 0 ? 1 : size);
  }
}

// The longest number is a double: 24 characters.
template <class... Number>
void append_chars(std::string& out, Number... number) {
  char text[32];
  auto end = std::to_chars(text, text + sizeof text, number...).ptr;
  out.append(text, end);
}

// From here on a double has an exponent: as a row of digits, readers (ours
// too) would take it for an integer, and refuse one over 64 bits.
constexpr double shown_as_integers = 9007199254740992.0;

}  // namespace

void append_string(std::string& out, std::string_view text) {
  out += '"';
  if (is_plain(text)) out += text;
  else if (simdjson::validate_utf8(text)) append_escaped(out, text);
  else append_repaired(out, text);
  out += '"';
}

void append_number(std::string& out, double number) {
  if (!std::isfinite(number)) out += "null";
  else if (number == 0 && std::signbit(number)) out += "-0.0";  // -0 is 0
  else if (std::fabs(number) < shown_as_integers) append_chars(out, number);
  else append_chars(out, number, std::chars_format::scientific);
}

void append_number(std::string& out, std::int64_t number) {
  append_chars(out, number);
}

void append_number(std::string& out, std::uint64_t number) {
  append_chars(out, number);
}

}  // namespace parley::net::json
