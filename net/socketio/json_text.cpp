#include "net/socketio/json_text.hpp"

#include <algorithm>

namespace parley::net::socketio {

namespace {

bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

bool ends_scalar(char c) {
  return c == ',' || c == ']' || c == '}' || c == ':' || is_space(c);
}

}  // namespace

char json_text::peek() {
  while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  return at_ < text_.size() ? text_[at_] : '\0';
}

void json_text::skip_one() {
  if (peek() != '\0') ++at_;
}

void json_text::skip_separator() {
  const char c = peek();
  if (c == ',' || c == ':') ++at_;
}

std::string_view json_text::take_value() {
  const char first = peek();
  const auto begin = at_;
  if (first == '"') skip_string();
  else if (first == '[' || first == '{') skip_container();
  else
    while (at_ < text_.size() && !ends_scalar(text_[at_])) ++at_;
  return text_.substr(begin, at_ - begin);
}

// From the opening quote to behind the closing one. An odd number of
// backslashes in front of a quote makes it part of the string.
void json_text::skip_string() {
  const auto begin = at_;
  for (auto quote = text_.find('"', begin + 1); quote != std::string_view::npos;
       quote = text_.find('"', quote + 1)) {
    auto behind = quote;
    while (text_[behind - 1] == '\\') --behind;
    if ((quote - behind) % 2 != 0) continue;
    at_ = quote + 1;
    return;
  }
  at_ = text_.size();
}

void json_text::skip_container() {
  std::size_t depth = 0;
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c == '"') {
      skip_string();
      continue;
    }
    ++at_;
    if (c == '[' || c == '{') ++depth;
    else if ((c == ']' || c == '}') && --depth == 0) return;
  }
}

argument_list::iterator& argument_list::iterator::operator++() {
  rest_.skip_separator();
  current_ = rest_.take_value();
  if (current_.empty()) current_ = {};
  return *this;
}

std::string_view argument_list::operator[](std::size_t position) const {
  auto at = begin();
  for (; position > 0 && at != end(); --position) ++at;
  return *at;
}

argument_list argument_list::without_first() const {
  argument_list out;
  json_text rest{behind_bracket_};
  rest.take_value();
  rest.skip_separator();
  out.behind_bracket_ = rest.rest();
  out.count_ = count_ - 1;
  return out;
}

}  // namespace parley::net::socketio
