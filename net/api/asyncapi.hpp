#pragma once

#include <string>
#include <string_view>

namespace parley::net::api {

/// JSON: the events of all dialects as an AsyncAPI 3.0 document.
std::string asyncapi_document(std::string_view version);

}  // namespace parley::net::api
