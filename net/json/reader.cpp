#include "net/json/reader.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "net/json/document_access.hpp"
#include "net/json/mend.hpp"

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
  mended_size_ = 0;
  if (text.size() > max_bytes_)
    return core::failure{core::errc::payload_too_large};
  if (text.empty()) return explain(simdjson::EMPTY);
  auto& chosen = documents_->for_size(text.size());
  if (chosen.capacity() == 0) {
    auto room = std::max(text.size(), small_document);
    if (auto error = chosen.allocate(room, max_depth)) return explain(error);
  }
  dom::element root;
  auto error = chosen.parse(text.data(), text.size(), copy).get(root);
  if (!error) return document_access::wrap(root);
  bool may_be_mended =
      error == simdjson::NUMBER_ERROR || error == simdjson::STRING_ERROR;
  if (!may_be_mended) return explain(error);
  return parse_mended(text, explain(error));
}

core::result<value> parser::parse_mended(std::string_view text,
                                         const core::failure& otherwise) {
  auto better = mend(text);
  if (!better) return otherwise;
  auto size = better->size();
  better->append(padding, '\0');
  mended_ = std::move(*better);
  auto parsed = parse_padded(std::string_view{mended_}.substr(0, size));
  if (parsed) mended_size_ = size;
  return parsed;
}

std::optional<std::string_view> parser::mended() const {
  if (mended_size_ == 0) return std::nullopt;
  return std::string_view{mended_}.substr(0, mended_size_);
}

}  // namespace parley::net::json
