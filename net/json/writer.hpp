#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/ids.hpp"
#include "core/time.hpp"

namespace parley::net::json {

/// Appends `text` as a JSON string with its quotes. Bytes that are not valid
/// UTF-8 become U+FFFD, so that the output is JSON whatever comes in.
void append_string(std::string& out, std::string_view text);

/// Appends the shortest text that reads back as the same number; `null` for
/// what JSON cannot say (infinities, NaN).
void append_number(std::string& out, double number);
void append_number(std::string& out, std::int64_t number);
void append_number(std::string& out, std::uint64_t number);

/// A member name that needs no escaping: a literal, checked by the compiler.
class name {
 public:
  template <std::size_t N>
  consteval name(const char (&literal)[N]) : text_(literal, N - 1) {
    for (char c : text_)
      if (c < ' ' || c > '~' || c == '"' || c == '\\') throw "needs escaping";
  }
  constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

/// Text that already is JSON and goes out as it is.
struct raw {
  std::string_view text;
};

/// Writes JSON at the end of a string, no temporaries, no checks: the caller
/// balances what it begins. Commas are set here.
///
///     json::writer w{out};
///     w.begin_object()
///         .member("event", "typing")
///         .key("data").begin_object()
///             .member("channelId", id).member("isTyping", true)
///         .end_object()
///     .end_object();
class writer {
 public:
  explicit writer(std::string& out) : out_(out) {}

  writer& begin_object() { return open('{'); }
  writer& end_object() { return shut('}'); }
  writer& begin_array() { return open('['); }
  writer& end_array() { return shut(']'); }

  writer& key(name n) {
    separate();
    out_ += '"';
    out_ += n.text();
    out_ += "\":";
    comma_ = false;
    return *this;
  }

  /// A name that is known at run time only: escaped like any text.
  writer& key_text(std::string_view text) {
    separate();
    append_string(out_, text);
    out_ += ':';
    comma_ = false;
    return *this;
  }

  writer& value(std::string_view text) {
    separate();
    append_string(out_, text);
    return *this;
  }
  writer& value(const char* text) { return value(std::string_view{text}); }

  writer& value(std::same_as<bool> auto flag) {
    separate();
    out_ += flag ? "true" : "false";
    return *this;
  }

  template <std::integral T>
  requires(!std::same_as<T, bool> &&
           !std::same_as<T, char>) writer& value(T number) {
    separate();
    if constexpr (std::signed_integral<T>)
      append_number(out_, std::int64_t{number});
    else append_number(out_, std::uint64_t{number});
    return *this;
  }

  writer& value(std::floating_point auto number) {
    separate();
    append_number(out_, static_cast<double>(number));
    return *this;
  }

  template <class Tag>
  writer& value(const core::strong_id<Tag>& id) {
    separate();
    out_ += '"';
    core::append_to(out_, id.value);
    out_ += '"';
    return *this;
  }

  writer& value(core::timestamp when) {
    separate();
    out_ += '"';
    core::append_iso8601(out_, when);
    out_ += '"';
    return *this;
  }

  writer& value(raw json) {
    separate();
    out_ += json.text;
    return *this;
  }

  writer& null() { return value(raw{"null"}); }

  template <class T>
  writer& member(name n, const T& v) {
    return key(n).value(v);
  }

 private:
  void separate() {
    if (comma_) out_ += ',';
    comma_ = true;
  }

  writer& open(char bracket) {
    separate();
    out_ += bracket;
    comma_ = false;
    return *this;
  }

  writer& shut(char bracket) {
    out_ += bracket;
    comma_ = true;
    return *this;
  }

  std::string& out_;
  bool comma_ = false;
};

}  // namespace parley::net::json
