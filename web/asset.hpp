#pragma once

#include <string_view>

namespace parley::web {

/// A file that browsers load.
struct asset {
  std::string_view name;  ///< "socket.io.js"
  std::string_view bytes;
};

}  // namespace parley::web
