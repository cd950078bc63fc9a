#pragma once

#include <string>
#include <string_view>

namespace parley::net::http {

/// What people may see of the name a client gave a file: no folders, no
/// control characters, nothing that turns the direction of text, valid UTF-8,
/// at most 200 bytes, with its ending. Never empty. It is for display: no file
/// of the server is called so.
std::string clean_file_name(std::string_view given);

/// `attachment; filename="…"; filename*=UTF-8''…` (RFC 6266, RFC 8187).
std::string content_disposition(bool is_inline, std::string_view file_name);

}  // namespace parley::net::http
