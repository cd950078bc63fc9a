#include "core/base64.hpp"

#include <array>
#include <cstdint>

namespace parley::core {

namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::string_view url_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// What each character stands for; -1: nothing.
constexpr std::array<std::int8_t, 256> values_of(std::string_view digits) {
  std::array<std::int8_t, 256> table{};
  table.fill(-1);
  for (std::size_t i = 0; i < digits.size(); ++i)
    table[static_cast<unsigned char>(digits[i])] = static_cast<std::int8_t>(i);
  return table;
}

constexpr auto values = values_of(alphabet);
constexpr auto url_values = values_of(url_alphabet);

int value_of(char c) { return values[static_cast<unsigned char>(c)]; }

bool is_line_break(char c) { return c == '\n' || c == '\r'; }

// Whether nothing but padding follows `symbols` characters of a last group.
bool ends_well(std::string_view rest, std::size_t symbols) {
  std::size_t padding = 0;
  for (char c : rest) {
    if (is_line_break(c)) continue;
    if (c != '=') return false;
    ++padding;
  }
  if (symbols == 0) return padding == 0;
  return symbols >= 2 && symbols + padding == 4;
}

}  // namespace

void append_base64(std::string& out, std::string_view bytes) {
  out.reserve(out.size() + base64_size(bytes.size()));
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const auto three = bytes.substr(at, 3);
    std::uint32_t group = 0;
    for (char c : three) group = group << 8 | static_cast<unsigned char>(c);
    group <<= 8 * (3 - three.size());
    for (std::size_t i = 0; i < 4; ++i)
      out += i <= three.size() ? alphabet[group >> (18 - 6 * i) & 63] : '=';
  }
}

std::optional<std::size_t> decode_base64(std::string_view text, char* to) {
  std::uint32_t group = 0;
  std::size_t symbols = 0;  // of the group
  std::size_t size = 0;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    const int value = value_of(text[at]);
    if (value < 0) {
      if (is_line_break(text[at])) continue;
      break;
    }
    group = group << 6 | static_cast<std::uint32_t>(value);
    if (++symbols < 4) continue;
    to[size++] = static_cast<char>(group >> 16 & 255);
    to[size++] = static_cast<char>(group >> 8 & 255);
    to[size++] = static_cast<char>(group & 255);
    symbols = 0;
  }
  if (!ends_well(text.substr(at), symbols)) return std::nullopt;
  if (symbols == 0) return size;
  group <<= 6 * (4 - symbols);
  for (std::size_t i = 1; i < symbols; ++i, group <<= 8)
    to[size++] = static_cast<char>(group >> 16 & 255);
  if ((group & 0xffffff) != 0) return std::nullopt;
  return size;
}

std::string to_base64url(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() * 4 + 2) / 3);
  std::uint32_t buffer = 0;
  int bits = 0;
  for (char c : bytes) {
    buffer = buffer << 8 | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 6; bits -= 6)
      out += url_alphabet[buffer >> (bits - 6) & 63];
  }
  if (bits > 0) out += url_alphabet[buffer << (6 - bits) & 63];
  return out;
}

std::optional<std::string> from_base64url(std::string_view text) {
  if (text.size() % 4 == 1) return std::nullopt;
  std::string out;
  out.reserve(text.size() * 3 / 4);
  std::uint32_t buffer = 0;
  int bits = 0;
  for (char c : text) {
    int value = url_values[static_cast<unsigned char>(c)];
    if (value < 0) return std::nullopt;
    buffer = buffer << 6 | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out += static_cast<char>(buffer >> bits & 255);
    }
  }
  if ((buffer & ((1u << bits) - 1)) != 0) return std::nullopt;
  return out;
}

}  // namespace parley::core
