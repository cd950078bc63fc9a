#pragma once

#include <span>

#include "web/asset.hpp"

namespace parley::web {

/// The page that shows the OpenAPI document and what it loads, all compressed
/// by gzip; its own file is `index.html`. Empty if the npm package
/// swagger-ui-dist was not there when the server was built.
std::span<const asset> docs_page();

}  // namespace parley::web
