#pragma once

#include <string_view>

namespace parley::net::http {

/// What a Content-Type means to a route that expects JSON.
enum class media_type : unsigned char { json, form, other };

/// `application/json`, `application/*+json` and urlencoded forms, in UTF-8;
/// every other type and charset is `other`.
media_type media_type_of(std::string_view content_type);

}  // namespace parley::net::http
