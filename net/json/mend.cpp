#include "net/json/mend.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <utility>

namespace parley::net::json {

namespace {

constexpr std::size_t unicode_escape_size = 6;  // \uXXXX
constexpr std::uint32_t no_unit = 0x10000;

/// The UTF-16 unit of a `\uXXXX` that the text begins with, or `no_unit`.
std::uint32_t unit_at(std::string_view text) {
  if (text.size() < unicode_escape_size || !text.starts_with("\\u"))
    return no_unit;
  std::uint32_t unit = 0;
  const auto* end = text.data() + unicode_escape_size;
  auto read = std::from_chars(text.data() + 2, end, unit, 16);
  return read.ec == std::errc{} && read.ptr == end ? unit : no_unit;
}

bool is_high(std::uint32_t unit) { return unit >= 0xd800 && unit < 0xdc00; }
bool is_low(std::uint32_t unit) { return unit >= 0xdc00 && unit < 0xe000; }

bool is_of_number(char c) {
  return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' ||
         c == 'e' || c == 'E';
}

bool take_digits(std::string_view& text) {
  auto end = std::min(text.find_first_not_of("0123456789"), text.size());
  text.remove_prefix(end);
  return end > 0;
}

bool take_one(std::string_view& text, std::string_view of) {
  bool found = !text.empty() && of.find(text.front()) != of.npos;
  if (found) text.remove_prefix(1);
  return found;
}

/// RFC 8259 §6.
bool is_number(std::string_view text) {
  take_one(text, "-");
  if (!take_one(text, "0") && !take_digits(text)) return false;
  if (take_one(text, ".") && !take_digits(text)) return false;
  if (take_one(text, "eE")) {
    take_one(text, "+-");
    if (!take_digits(text)) return false;
  }
  return text.empty();
}

template <class T>
bool fits(std::string_view text) {
  T value{};
  auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  return read.ec == std::errc{} && read.ptr == text.data() + text.size();
}

class mender {
 public:
  explicit mender(std::string_view text) : rest_(text) {
    out_.reserve(text.size());
  }

  std::optional<std::string> run() {
    while (!rest_.empty()) {
      if (rest_.front() == '"') take_string();
      else if (is_of_number(rest_.front())) take_number();
      else copy(1);
    }
    if (!changed_) return std::nullopt;
    return std::move(out_);
  }

 private:
  void copy(std::size_t bytes) {
    out_.append(rest_.substr(0, bytes));
    rest_.remove_prefix(std::min(bytes, rest_.size()));
  }

  void replace(std::size_t bytes, std::string_view with) {
    out_.append(with);
    rest_.remove_prefix(bytes);
    changed_ = true;
  }

  void take_string() {
    copy(1);
    while (!rest_.empty() && rest_.front() != '"') {
      if (rest_.front() == '\\') take_escape();
      else copy(1);
    }
    copy(1);
  }

  void take_escape() {
    auto unit = unit_at(rest_);
    if (unit == no_unit) return copy(2);
    bool paired =
        is_high(unit) && is_low(unit_at(rest_.substr(unicode_escape_size)));
    if (paired) return copy(2 * unicode_escape_size);
    if (is_high(unit) || is_low(unit))
      return replace(unicode_escape_size, "\\ufffd");
    copy(unicode_escape_size);
  }

  // The words true, false and null have an `e` as well: no number begins so.
  void take_number() {
    std::size_t size = 0;
    while (size < rest_.size() && is_of_number(rest_[size])) ++size;
    const std::string number{rest_.substr(0, size)};
    if (!is_number(number)) return copy(size);
    if (std::isinf(std::strtod(number.c_str(), nullptr)))
      return replace(size, "null");
    bool is_integer = number.find_first_of(".eE") == number.npos;
    if (!is_integer || fits<std::int64_t>(number) ||
        fits<std::uint64_t>(number))
      return copy(size);
    replace(size, number + ".0");
  }

  std::string_view rest_;
  std::string out_;
  bool changed_ = false;
};

}  // namespace

std::optional<std::string> mend(std::string_view text) {
  return mender{text}.run();
}

}  // namespace parley::net::json
