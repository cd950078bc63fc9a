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

}  // namespace parley::core

template <class Tag>
struct std::hash<parley::core::strong_id<Tag>> {
  // The last eight bytes of a version 7 UUID are random.
  std::size_t operator()(const parley::core::strong_id<Tag>& id) const {
    std::size_t h;
    std::memcpy(&h, id.value.data() + 8, sizeof h);
    return h;
  }
};
