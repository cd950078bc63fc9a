#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace parley::net::json {

/// JSON that `JSON.stringify` writes, or `JSON.parse` reads, but that names
/// what UTF-8 or 64 bits do not hold, as JSON that everybody reads: a lone
/// surrogate (`\ud83d` of a title cut in an emoji) becomes U+FFFD, an integer
/// beyond 64 bits (`JSON.stringify(1e20)`) gets a fraction, a number beyond a
/// double becomes null, as `JSON.stringify` writes it. Nothing: there is
/// nothing of the kind. Text that is no JSON stays none.
std::optional<std::string> mend(std::string_view text);

}  // namespace parley::net::json
