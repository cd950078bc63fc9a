#include "config/log_field.hpp"

#include <charconv>
#include <cmath>

namespace parley::config {

namespace {

constexpr char hex_digits[] = "0123456789abcdef";
constexpr std::uint32_t broken = 0xffffffff;

struct decoded {
  std::uint32_t code;  // broken: the byte is no start of valid UTF-8
  std::size_t size;
};

// The code point at the start of `text`, which is not empty.
decoded decode(std::string_view text) {
  auto byte = [&](std::size_t i) {
    return static_cast<unsigned char>(text[i]);
  };
  if (byte(0) < 0x80) return {byte(0), 1};
  std::size_t size = byte(0) >= 0xf0 ? 4 : byte(0) >= 0xe0 ? 3 : 2;
  if (byte(0) < 0xc2 || byte(0) > 0xf4 || text.size() < size)
    return {broken, 1};
  std::uint32_t code = byte(0) & (0xffu >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {broken, 1};
    code = code << 6 | (byte(i) & 0x3f);
  }
  constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  bool surrogate = code >= 0xd800 && code <= 0xdfff;
  if (code < least[size] || surrogate || code > 0x10ffff) return {broken, 1};
  return {code, size};
}

// Characters that can move the cursor, end a line or turn the direction of
// what follows: they would let a value pretend to be something else.
bool deceives(std::uint32_t code) {
  return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x061c ||
         code == 0x200e || code == 0x200f ||
         (code >= 0x2028 && code <= 0x202e) ||
         (code >= 0x2066 && code <= 0x2069) || code == 0xfeff;
}

void append_hex(std::string& out, std::uint32_t value, int digits) {
  for (int i = digits - 1; i >= 0; --i)
    out += hex_digits[value >> (4 * i) & 15];
}

// JSON has no \x: a byte that is not UTF-8 becomes the replacement character.
void append_escape(std::string& out, std::uint32_t code, unsigned char byte,
                   bool json) {
  if (code == '\n') {
    out += "\\n";
  } else if (code == '\t') {
    out += "\\t";
  } else if (code == '\r') {
    out += "\\r";
  } else if (code == broken && !json) {
    out += "\\x";
    append_hex(out, byte, 2);
  } else {
    out += "\\u";
    append_hex(out, code == broken ? 0xfffd : code, 4);
  }
}

void append_escaped(std::string& out, std::string_view text, bool json) {
  while (!text.empty()) {
    auto [code, size] = decode(text);
    if (code == broken || deceives(code)) {
      append_escape(out, code, static_cast<unsigned char>(text[0]), json);
    } else {
      if (code == '\\' || code == '"') out += '\\';
      out += text.substr(0, size);
    }
    text.remove_prefix(size);
  }
}

void append_quoted(std::string& out, std::string_view text, bool json) {
  out += '"';
  append_escaped(out, text, json);
  out += '"';
}

bool is_plain_word(std::string_view text) {
  for (char c : text)
    if (c <= ' ' || c > '~' || c == '"' || c == '\\' || c == '=') return false;
  return !text.empty();
}

void append_number(std::string& out, auto value) {
  char digits[32];
  auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out.append(digits, end);
}

struct value_writer {
  std::string& out;
  bool json;

  void operator()(std::string_view value) const {
    if (!json && is_plain_word(value)) out += value;
    else append_quoted(out, value, json);
  }
  void operator()(std::int64_t value) const { append_number(out, value); }
  void operator()(std::uint64_t value) const { append_number(out, value); }
  void operator()(bool value) const { out += value ? "true" : "false"; }
  void operator()(double value) const {
    if (std::isfinite(value)) append_number(out, value);
    else out += json ? "null" : "none";  // JSON knows no infinity
  }
  void operator()(const core::uuid& value) const {
    if (json) out += '"';
    core::append_to(out, value);
    if (json) out += '"';
  }
};

}  // namespace

void append_text_line(std::string& out, std::string_view sentence,
                      std::span<const log_field> fields) {
  append_escaped(out, sentence, false);
  for (const auto& field : fields) {
    out += ' ';
    out += field.key;
    out += '=';
    std::visit(value_writer{out, false}, field.value);
  }
}

void append_json_members(std::string& out, std::string_view sentence,
                         std::span<const log_field> fields) {
  out += "\"msg\":";
  append_quoted(out, sentence, true);
  for (const auto& field : fields) {
    out += ',';
    append_quoted(out, field.key, true);
    out += ':';
    std::visit(value_writer{out, true}, field.value);
  }
}

}  // namespace parley::config
