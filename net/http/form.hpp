#pragma once

#include <string>
#include <string_view>

#include "core/result.hpp"

namespace parley::net::http {

/// The JSON object with the pairs of an `application/x-www-form-urlencoded`
/// body. Values are strings; a repeated name becomes an array of strings.
/// Nested names (`a[b]`) are taken as they are.
core::result<std::string> form_to_json(std::string_view form);

}  // namespace parley::net::http
