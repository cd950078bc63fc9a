#include "net/json/reader.hpp"

#include <algorithm>
#include <string>

#include "net/json/document_access.hpp"

namespace parley::net::json {

namespace {

namespace dom = simdjson::dom;

constexpr std::size_t small_document = 16 << 10;

static_assert(parser::padding == simdjson::SIMDJSON_PADDING);

core::failure explain(simdjson::error_code error) {
  using core::errc;
  switch (error) {
    case simdjson::DEPTH_ERROR:
      return {errc::invalid_json,
              "JSON nested deeper than " + std::to_string(parser::max_depth)};
    case simdjson::MEMALLOC:
      return errc::busy;
    case simdjson::UTF8_ERROR:
      return {errc::invalid_json, "JSON text is not UTF-8"};
    case simdjson::EMPTY:
      return {errc::invalid_json, "JSON text is empty"};
    case simdjson::NUMBER_ERROR:
      return {errc::invalid_json, "a number is malformed or out of range"};
    case simdjson::STRING_ERROR:
    case simdjson::UNCLOSED_STRING:
    case simdjson::UNESCAPED_CHARS:
      return {errc::invalid_json, "a string is malformed"};
    default:
      return errc::invalid_json;
  }
}

}  // namespace

// simdjson keeps about ten bytes of working memory per byte of text, hence a
// large document's parser does not outlive the document.
struct parser::documents {
  dom::parser small;
  std::unique_ptr<dom::parser> large;

  dom::parser& for_size(std::size_t bytes) {
    large.reset();
    if (bytes <= small_document) return small;
    large = std::make_unique<dom::parser>();
    return *large;
  }
};

parser::parser(std::size_t max_bytes)
    : documents_(std::make_unique<documents>()), max_bytes_(max_bytes) {}
parser::~parser() = default;
parser::parser(parser&&) noexcept = default;
parser& parser::operator=(parser&&) noexcept = default;

core::result<value> parser::parse(std::string_view text) {
  return parse(text, true);
}

core::result<value> parser::parse_padded(std::string_view text) {
  return parse(text, false);
}

core::result<value> parser::parse(std::string_view text, bool copy) {
  if (text.size() > max_bytes_)
    return core::failure{core::errc::payload_too_large};
  if (text.empty()) return explain(simdjson::EMPTY);
  auto& chosen = documents_->for_size(text.size());
  if (chosen.capacity() == 0) {
    auto room = std::max(text.size(), small_document);
    if (auto error = chosen.allocate(room, max_depth)) return explain(error);
  }
  dom::element root;
  if (auto error = chosen.parse(text.data(), text.size(), copy).get(root))
    return explain(error);
  return document_access::wrap(root);
}

}  // namespace parley::net::json
