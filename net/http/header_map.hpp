#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parley::net::http {

/// The fields of a header section in their order. Names compare without case.
/// All text lies in one string, because most headers are read once and most
/// requests carry a dozen fields: two allocations instead of two dozen.
class header_map {
 public:
  /// Makes room for `fields` fields with `bytes` bytes of names and values.
  void reserve(std::size_t fields, std::size_t bytes);

  /// Appends a field. CR, LF and NUL in the value become spaces, so that no
  /// caller can split a header.
  void add(std::string_view name, std::string_view value);

  /// Replaces every field of this name by one.
  void set(std::string_view name, std::string_view value);

  /// Adds the field unless the name is present.
  void set_default(std::string_view name, std::string_view value);

  void remove(std::string_view name);

  /// The first value of this name; empty when there is none. Views are valid
  /// until the next change.
  std::string_view get(std::string_view name) const;

  bool contains(std::string_view name) const;
  std::size_t count(std::string_view name) const;

  /// True when a comma-separated list field holds this token, as
  /// `Connection: keep-alive, Upgrade` does.
  bool has_token(std::string_view name, std::string_view token) const;

  std::size_t size() const { return entries_.size(); }

  /// Calls `visit(name, value)` for each field in order.
  template <class Visitor>
  void for_each(Visitor&& visit) const {
    for (const auto& e : entries_) visit(name_of(e), value_of(e));
  }

 private:
  struct entry {
    std::uint32_t at;  // of the name in text_; the value follows it
    std::uint32_t name_size;
    std::uint32_t value_size;
  };

  std::string_view name_of(const entry& e) const {
    return {text_.data() + e.at, e.name_size};
  }
  std::string_view value_of(const entry& e) const {
    return {text_.data() + e.at + e.name_size, e.value_size};
  }

  std::string text_;
  std::vector<entry> entries_;
};

/// Equality without regard to ASCII case.
bool iequals(std::string_view a, std::string_view b);

}  // namespace parley::net::http
