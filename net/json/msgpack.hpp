#pragma once

// MessagePack as another way to write JSON.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "net/json/writer.hpp"

namespace parley::net::json {

/// How deep a value that is read may be nested.
inline constexpr std::size_t max_msgpack_depth = 64;

/// A value that came as MessagePack.
struct msgpack_reading {
  /// The value as JSON; empty: it cannot be read. Null stands for what JSON
  /// has no word for.
  std::string text;
  /// Why it is not acceptable, the first reason.
  std::optional<core::failure> flaw;
};

/// A value of a bin type, or of an ext type, which has a number.
struct msgpack_bytes {
  std::string_view bytes;
  std::optional<std::uint64_t> ext;
};
/// Writes a JSON value for it; false: it means nothing, and nothing was
/// written.
using msgpack_bytes_writer =
    std::function<bool(writer& out, const msgpack_bytes& found)>;

/// Reads one value from anything a client may have sent. Flaws, all
/// `invalid_request`: bytes that are no MessagePack or follow the value,
/// nesting deeper than `max_msgpack_depth`, names that are no UTF-8 strings or
/// come twice, bin and ext types that `write_bytes` does not write. As in JSON
/// that JavaScript writes, infinities and NaN are null; what is not UTF-8 in a
/// string becomes U+FFFD.
msgpack_reading read_msgpack(std::string_view bytes,
                             const msgpack_bytes_writer& write_bytes = {});

/// Appends the MessagePack of a text that is JSON.
void append_msgpack(std::string& out, std::string_view text);

}  // namespace parley::net::json
