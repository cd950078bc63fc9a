#include "net/socketio/packet_reader.hpp"

#include <algorithm>

namespace parley::net::socketio {

namespace {

using core::errc;
using core::failure;
using core::result;

constexpr std::size_t no_attachment = SIZE_MAX;

// Finds the placeholders in the arguments of a packet. Of members with one
// name the last counts, as for JSON.parse.
class placeholder_search {
 public:
  explicit placeholder_search(json::parser& parser) : parser_(parser) {}

  void walk(const argument_list& args) {
    for (auto arg : args) {
      json_text text{arg};
      walk_value(text);
      ++argument_;
    }
  }

  std::vector<placeholder> found;

 private:
  // Recursion is bounded by parser::max_depth.
  void walk_value(json_text& text) {
    const char first = text.peek();
    if (first == '{') walk_object(text);
    else if (first == '[') walk_array(text);
    else text.take_value();
  }

  void walk_array(json_text& text) {
    text.skip_one();
    while (text.peek() != ']') {
      walk_value(text);
      text.skip_separator();
    }
    text.skip_one();
  }

  void walk_object(json_text& text) {
    const auto begin = text.position();
    const auto found_before = found.size();
    bool is_placeholder = false;
    std::string_view number;
    text.skip_one();
    while (text.peek() != '}') {
      const auto key = text.take_value();
      text.skip_separator();
      text.peek();
      const auto value_begin = text.position();
      walk_value(text);
      const auto value = text.passed_since(value_begin);
      if (is(key, "_placeholder")) is_placeholder = value == "true";
      else if (is(key, "num")) number = value;
      text.skip_separator();
    }
    text.skip_one();
    if (!is_placeholder) return;
    // What it contains is replaced with it.
    found.resize(found_before);
    found.push_back({argument_, read(number), text.passed_since(begin)});
  }

  // `key` has its quotes and maybe escapes.
  bool is(std::string_view key, std::string_view name) {
    if (key.find('\\') == std::string_view::npos)
      return key.substr(1, key.size() - 2) == name;
    const auto parsed = parser_.parse(key);
    return parsed && parsed->as_string() == name;
  }

  std::size_t read(std::string_view number) {
    const bool is_number = !number.empty() && number.front() != '"' &&
                           number.front() != '{' && number.front() != '[';
    if (!is_number) return no_attachment;
    const auto parsed = parser_.parse(number);
    return parsed ? parsed->as_unsigned().value_or(no_attachment)
                  : no_attachment;
  }

  json::parser& parser_;
  std::size_t argument_ = 0;
};

bool begins_binary(std::string_view text) {
  return !text.empty() && text.front() >= '0' &&
         is_binary(static_cast<packet_type>(text.front() - '0'));
}

// Decodes `text` from a copy that `own` keeps.
result<packet> decode_own(attached& own, std::string text, json::parser& parser,
                          const packet_limits& limits) {
  const auto size = text.size();
  own.text = std::move(text);
  own.text.append(json::parser::padding, '\0');
  return decode(std::string_view{own.text}.substr(0, size), parser, limits);
}

// Decodes a binary packet's text from a copy, which outlives the wait for the
// attachments.
result<received> take_over(std::string_view text, json::parser& parser,
                           const packet_limits& limits) {
  auto own = std::make_unique<attached>();
  auto head = decode_own(*own, std::string{text}, parser, limits);
  if (head && parser.mended()) {
    // The parser's own text does not outlive the wait.
    text.remove_suffix(split(text)->payload.size());
    auto mended = std::string{text}.append(*parser.mended());
    head = decode_own(*own, std::move(mended), parser, limits);
  }
  if (!head) return head.error();
  own->name = head->name;
  head->name = own->name;
  head->data = {};

  placeholder_search search{parser};
  search.walk(head->args);
  const auto has_frame = [&](const placeholder& p) {
    return p.attachment < head->attachments;
  };
  if (!std::ranges::all_of(search.found, has_frame))
    return failure{errc::invalid_request, "a placeholder without attachment"};
  own->placeholders = std::move(search.found);
  return received{*head, std::move(own)};
}

}  // namespace

result<std::optional<received>> packet_reader::feed_text(std::string_view text,
                                                         json::parser& parser) {
  if (pending_)
    return failure{errc::invalid_request, "text while an attachment is due"};
  if (begins_binary(text)) {
    auto begun = take_over(text, parser, limits_->packet);
    if (!begun) return begun.error();
    pending_ = std::make_unique<received>(std::move(*begun));
    return std::optional<received>{};
  }
  const auto head = decode(text, parser, limits_->packet);
  if (!head) return head.error();
  return std::optional{received{*head, nullptr}};
}

result<std::optional<received>> packet_reader::feed_binary(
    std::string_view bytes) {
  if (!pending_)
    return failure{errc::invalid_request, "an attachment nobody announced"};
  auto& frames = pending_->binary->frames;
  std::size_t size = bytes.size();
  for (const auto& frame : frames) size += frame.size();
  if (size > limits_->max_attachment_bytes)
    return failure{errc::payload_too_large, "attachments too large"};
  frames.emplace_back(bytes);
  if (frames.size() < pending_->head.attachments)
    return std::optional<received>{};
  auto complete = std::move(*pending_);
  pending_.reset();
  return std::optional{std::move(complete)};
}

}  // namespace parley::net::socketio
