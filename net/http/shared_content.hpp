#pragma once

#include <memory>
#include <string_view>

#include "net/http/response.hpp"

namespace parley::net::http {

/// An answer of bytes that others get as well: who reads slowly holds a piece
/// of them. `owner` keeps the bytes, unless they are the program's own.
response shared_content(std::string_view type, std::string_view bytes,
                        std::shared_ptr<const void> owner = {});

}  // namespace parley::net::http
