#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace parley::storage::uploads {

/// The media type of a file by what it holds (libmagic), never by its name:
/// "application/octet-stream" when that says nothing.
core::result<std::string> sniff_type(const std::string& path);

/// Whether one of the patterns (`text/plain`, `image/*`,
/// `application/vnd.ms-*`) covers the type.
bool is_listed(std::string_view type, const std::vector<std::string>& patterns);

/// What files usually are: documents, pictures, sound, films, archives, and
/// what nobody can tell; no programs.
const std::vector<std::string>& usual_types();

/// Whether a browser may show it as a page of ours: nothing in it can run.
/// All else is handed out to be saved.
bool is_inert(std::string_view type);

}  // namespace parley::storage::uploads
