#pragma once

#include <span>
#include <string_view>

#include "web/asset.hpp"

namespace parley::web {

/// The browser builds of socket.io-client and their source maps, as the npm
/// package of `package.json` has them. Empty if it was not there when the
/// server was built.
std::span<const asset> client_bundle();
/// That of the package, "4.8.4".
std::string_view client_version();

}  // namespace parley::web
