#pragma once

#include <cstddef>
#include <string>

namespace parley::net {

/// So many characters of `A-Z a-z 0-9 - _`, six random bits each, that nobody
/// can guess. Throws if the system has no random bytes.
std::string random_text(std::size_t characters);

}  // namespace parley::net
