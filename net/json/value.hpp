#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace parley::net::json {

class object;

enum class kind : std::uint8_t {
  absent,  ///< no such member or element
  null,
  boolean,
  number,
  string,
  array,
  object,
};

/// A place in a parsed document, or nowhere. Two words, copied freely; valid
/// until the parser that made it parses again or dies.
class value {
 public:
  value() = default;

  json::kind kind() const;
  bool absent() const { return document_ == nullptr; }

  /// This as an object; `invalid_request` if it is something else.
  core::result<json::object> as_object() const;

  /// The string, or nothing if this is something else.
  std::optional<std::string_view> as_string() const;

  /// The number, or nothing if this is no integer from 0 to 2^64-1. 5.0 is
  /// one; a floating-point number above 2^53 is not, it may not be exact.
  std::optional<std::uint64_t> as_unsigned() const;

  std::optional<bool> as_boolean() const;

  /// Elements of an array, members of an object, 0 for all else.
  std::size_t size() const;

  /// The element of an array, absent if there is none. Counts from the front:
  /// for loops use `items`.
  value at(std::size_t position) const;

  /// All elements of an array; empty for all else.
  std::vector<value> items() const;

  /// The member of an object, absent if there is none. Of two members with
  /// the same name the first counts.
  value operator[](std::string_view key) const;

  /// Appends the value as compact JSON. Of members with the same name the
  /// first stays, so that no reader further on sees another value.
  void append_to(std::string& out) const;
  std::string text() const;

  /// Where this stands in the document, for messages: `data.items[2]`; empty
  /// for the document itself. Found by a search: for failures only.
  std::string path() const;

 private:
  friend struct document_access;

  const void* document_ = nullptr;
  std::size_t index_ = 0;
};

}  // namespace parley::net::json
