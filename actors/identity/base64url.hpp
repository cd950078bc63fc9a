#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace parley::actors {

/// RFC 4648 §5 without padding.
std::string to_base64url(std::string_view bytes);
/// Nothing for padding, foreign characters or stray bits.
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace parley::actors
