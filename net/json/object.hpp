#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "net/json/value.hpp"

namespace parley::net::json {

/// Bytes a string may have.
struct length {
  std::size_t max = 0;
  std::size_t min = 0;
};

/// Elements a list may have, and bytes each may have.
struct list_limits {
  std::size_t max_items = 0;
  length item;
};

/// A name of an enumeration's value on the wire.
template <class E>
struct enum_name {
  std::string_view text;
  E value;
};

/// Typed reading of an object's members. Every failure is `invalid_request`
/// with a sentence that names the member by its path: "data.content must be a
/// string of at most 32768 bytes". The `optional_` forms take a member that is
/// missing or null as absent. Views live as long as the document.
class object {
 public:
  object() = default;

  /// The member as it is, absent if there is none.
  value operator[](std::string_view key) const { return at_[key]; }
  bool has(std::string_view key) const;

  core::result<std::string_view> string(std::string_view key, length l) const;
  core::result<std::optional<std::string_view>> optional_string(
      std::string_view key, length l) const;

  core::result<std::uint64_t> unsigned_integer(
      std::string_view key, std::uint64_t max = UINT64_MAX) const;
  core::result<std::optional<std::uint64_t>> optional_unsigned_integer(
      std::string_view key, std::uint64_t max = UINT64_MAX) const;

  core::result<bool> boolean(std::string_view key) const;
  core::result<std::optional<bool>> optional_boolean(
      std::string_view key) const;

  /// A `core::strong_id`, by its UUID text.
  template <class Id>
  core::result<Id> id(std::string_view key) const {
    auto found = uuid(key);
    if (!found) return found.error();
    return Id{*found};
  }
  template <class Id>
  core::result<std::optional<Id>> optional_id(std::string_view key) const {
    if (!has(key)) return std::optional<Id>{};
    auto found = uuid(key);
    if (!found) return found.error();
    return std::optional<Id>{Id{*found}};
  }

  /// A value of an enumeration, by its name in `names`.
  template <class E, std::size_t N>
  core::result<E> one_of(std::string_view key,
                         const enum_name<E> (&names)[N]) const {
    auto text = at_[key].as_string();
    for (const auto& n : names)
      if (text == n.text) return n.value;
    return not_one_of(key, texts(names));
  }
  template <class E, std::size_t N>
  core::result<std::optional<E>> optional_one_of(
      std::string_view key, const enum_name<E> (&names)[N]) const {
    if (!has(key)) return std::optional<E>{};
    auto found = one_of(key, names);
    if (!found) return found.error();
    return std::optional<E>{*found};
  }

  /// A list of strings; empty when the member is missing or null.
  core::result<std::vector<std::string_view>> strings(std::string_view key,
                                                      list_limits l) const;

  /// A list of ids; empty when the member is missing or null.
  template <class Id>
  core::result<std::vector<Id>> ids(std::string_view key,
                                    std::size_t max_items) const {
    auto found = uuids(key, max_items);
    if (!found) return found.error();
    std::vector<Id> out;
    out.reserve(found->size());
    for (const auto& id : *found) out.push_back(Id{id});
    return out;
  }

  core::result<object> child(std::string_view key) const;
  core::result<std::optional<object>> optional_child(
      std::string_view key) const;

  /// The member, whatever it is, as compact JSON of at most `max` bytes.
  core::result<std::string> raw(std::string_view key, std::size_t max) const;
  core::result<std::optional<std::string>> optional_raw(std::string_view key,
                                                        std::size_t max) const;

  /// `invalid_request`: "<path of key> <must>", for rules that only the
  /// caller knows.
  core::failure refuse(std::string_view key, std::string_view must) const;

 private:
  friend class value;
  explicit object(value at) : at_(at) {}

  core::result<core::uuid> uuid(std::string_view key) const;
  core::result<std::vector<core::uuid>> uuids(std::string_view key,
                                              std::size_t max_items) const;
  core::failure not_one_of(std::string_view key,
                           std::span<const std::string_view> names) const;

  template <class E, std::size_t N>
  static std::vector<std::string_view> texts(const enum_name<E> (&names)[N]) {
    std::vector<std::string_view> out;
    for (const auto& n : names) out.push_back(n.text);
    return out;
  }

  value at_;
};

}  // namespace parley::net::json
