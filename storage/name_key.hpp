#pragma once

#include <string>
#include <string_view>

#include "core/result.hpp"

namespace parley::storage {

/// The form in which names and e-mail addresses are compared: Unicode NFC with
/// full case folding, so that "Straße" equals "STRASSE" and composed equals
/// decomposed. invalid_request when the text is not UTF-8.
core::result<std::string> name_key(std::string_view text);

}  // namespace parley::storage
