#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace parley::core {

/// 128 bits of a UUID (RFC 9562) in network order.
using uuid = std::array<std::uint8_t, 16>;

/// A new version 7 UUID: sorts by creation time, unique across threads and
/// processes. Thread safe.
uuid make_uuid_v7();

/// The 36-character lower-case text form.
std::string to_string(const uuid& value);

/// Two random numbers that are not 0.
std::array<std::uint64_t, 2> make_id_seeds();

/// Appends the text form to `out` without a temporary.
void append_to(std::string& out, const uuid& value);

/// Parses the text form, either case; nothing for any other text.
std::optional<uuid> parse_uuid(std::string_view text);

/// An id that cannot be mistaken for the id of another kind of thing.
/// The all-zero value means "none".
template <class Tag>
struct strong_id {
  uuid value{};

  static strong_id make() { return {make_uuid_v7()}; }

  static std::optional<strong_id> parse(std::string_view text) {
    if (auto parsed = parse_uuid(text)) return strong_id{*parsed};
    return std::nullopt;
  }

  explicit operator bool() const { return value != uuid{}; }
  std::string str() const { return to_string(value); }

  auto operator<=>(const strong_id&) const = default;
};

using user_id = strong_id<struct user_tag>;
using device_id = strong_id<struct device_tag>;
using group_id = strong_id<struct group_tag>;
using room_id = strong_id<struct room_tag>;
using message_id = strong_id<struct message_tag>;
using invite_id = strong_id<struct invite_tag>;
using upload_id = strong_id<struct upload_tag>;
using report_id = strong_id<struct report_tag>;
using call_id = strong_id<struct call_tag>;

/// Of this process. Clients name ids as they like: who could tell where they
/// fall in a table could make it a list.
inline const std::array<std::uint64_t, 2> id_seeds = make_id_seeds();

/// Multiplies the halves and folds the product, as wyhash does.
inline std::size_t hash_of(const uuid& id) {
  __extension__ using wide = unsigned __int128;
  std::array<std::uint64_t, 2> half;
  std::memcpy(half.data(), id.data(), sizeof half);
  const wide product = wide{half[0] ^ id_seeds[0]} * (half[1] ^ id_seeds[1]);
  return static_cast<std::size_t>(product ^ (product >> 64));
}

}  // namespace parley::core

template <class Tag>
struct std::hash<parley::core::strong_id<Tag>> {
  std::size_t operator()(const parley::core::strong_id<Tag>& id) const {
    return parley::core::hash_of(id.value);
  }
};
