#pragma once

#include <ctime>
#include <string_view>

namespace parley::net::http {

/// `Sun, 06 Nov 1994 08:49:37 GMT`. The text is remade once a second for each
/// thread and is valid until this thread's next call.
std::string_view http_date(std::time_t now);

}  // namespace parley::net::http
