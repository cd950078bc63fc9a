#pragma once

#include <memory>
#include <string_view>

#include "core/result.hpp"
#include "net/json/object.hpp"
#include "net/json/value.hpp"

namespace parley::net::json {

/// A JSON parser that is used again and again: one per reactor. Documents up
/// to 16 KB cost no allocation; the memory of a larger one is given back by
/// the next `parse`. Not thread safe; what it returned is valid until it
/// parses again.
///
/// simdjson stays in the sources: what crosses this boundary is a call per
/// member, a few nanoseconds, and its header costs seconds per compilation.
class parser {
 public:
  static constexpr std::size_t max_depth = 512;

  /// Readable bytes `parse_padded` needs behind the text. What they hold does
  /// not matter.
  static constexpr std::size_t padding = 64;

  /// `max_bytes`: the longest text accepted.
  explicit parser(std::size_t max_bytes);
  ~parser();
  parser(parser&&) noexcept;
  parser& operator=(parser&&) noexcept;

  /// Parses any text. Failures: `payload_too_large`, `invalid_json` (also for
  /// what is nested deeper than `max_depth`, for lone surrogates, for numbers
  /// out of range).
  core::result<value> parse(std::string_view text);

  /// The same without a copy, for text with `padding` bytes behind it.
  core::result<value> parse_padded(std::string_view text);

 private:
  struct documents;

  core::result<value> parse(std::string_view text, bool copy);

  std::unique_ptr<documents> documents_;
  std::size_t max_bytes_;
};

}  // namespace parley::net::json
