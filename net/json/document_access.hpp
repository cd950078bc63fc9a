#pragma once

// For the sources of this folder only: between `value` and simdjson.

#include <simdjson.h>

#include <bit>

#include "net/json/value.hpp"

namespace parley::net::json {

/// `value` has the layout of `simdjson::dom::element`, which is a pointer to
/// the document and a position on its tape.
struct document_access {
  using element = simdjson::dom::element;
  static_assert(sizeof(value) == sizeof(element) &&
                std::is_trivially_copyable_v<element> &&
                std::is_trivially_copyable_v<value>);

  static element get(const value& v) { return std::bit_cast<element>(v); }
  static value wrap(element e) { return std::bit_cast<value>(e); }
  static std::size_t position(const value& v) { return v.index_; }

  /// The root of the document that `v` belongs to.
  static value root(const value& v) {
    value out = v;
    out.index_ = 1;  // behind the tape's own root entry
    return out;
  }
};

}  // namespace parley::net::json
