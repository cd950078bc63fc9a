#pragma once

#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "core/ids.hpp"

namespace parley::config {

/// One `key=value` of a log line. The key is a literal of ours; the value may
/// come from outside. Cheap to make: nothing is copied or formatted.
struct log_field {
  using value_type = std::variant<std::string_view, std::int64_t, std::uint64_t,
                                  double, bool, core::uuid>;

  std::string_view key;
  value_type value;

  log_field(std::string_view k, std::string_view v) : key(k), value(v) {}
  log_field(std::string_view k, const char* v)
      : key(k), value(std::string_view{v}) {}
  log_field(std::string_view k, const std::string& v)
      : key(k), value(std::string_view{v}) {}
  log_field(std::string_view k, bool v) : key(k), value(v) {}
  log_field(std::string_view k, double v) : key(k), value(v) {}
  log_field(std::string_view k, std::signed_integral auto v)
      : key(k), value(std::int64_t{v}) {}
  log_field(std::string_view k, std::unsigned_integral auto v)
      : key(k), value(std::uint64_t{v}) {}
  template <class Tag>
  log_field(std::string_view k, const core::strong_id<Tag>& v)
      : key(k), value(v.value) {}
};

/// Appends `sentence key=value key="two words"` in printable characters.
void append_text_line(std::string& out, std::string_view sentence,
                      std::span<const log_field> fields);

/// Appends `"msg":"sentence","key":value`, the inside of a JSON object.
void append_json_members(std::string& out, std::string_view sentence,
                         std::span<const log_field> fields);

}  // namespace parley::config
