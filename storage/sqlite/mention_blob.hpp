#pragma once

// How the people a message calls are stored: a byte of flags, then 16 bytes of
// id each.

#include <string>
#include <string_view>

#include "core/model.hpp"

namespace parley::storage::sqlite {

/// Empty when nobody is called.
std::string to_blob(const core::mention_set& mentions);
core::mention_set mentions_from(std::string_view blob);

}  // namespace parley::storage::sqlite
