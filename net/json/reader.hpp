#pragma once

#include <memory>
#include <optional>
#include <string>
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
  /// what is nested deeper than `max_depth`). What `JSON.parse` reads and 64
  /// bits or UTF-8 do not hold is mended first, see mend.hpp.
  core::result<value> parse(std::string_view text);

  /// The same without a copy, for text with `padding` bytes behind it.
  core::result<value> parse_padded(std::string_view text);

  /// What was parsed last instead of the text given, if that had to be mended;
  /// it has `padding`, and is valid until the next text that has to be.
  std::optional<std::string_view> mended() const;

 private:
  struct documents;

  core::result<value> parse(std::string_view text, bool copy);
  core::result<value> parse_mended(std::string_view text,
                                   const core::failure& otherwise);

  std::unique_ptr<documents> documents_;
  std::size_t max_bytes_;
  std::string mended_;
  std::size_t mended_size_ = 0;  ///< of what was parsed last: 0 if it was not
};

}  // namespace parley::net::json
