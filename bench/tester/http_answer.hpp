#pragma once

#include <string_view>

#include "bench/tester/frame.hpp"

namespace parley::bench {

/// An HTTP/1.1 answer; the views point into the buffer it was read from.
struct http_answer {
  int status = 0;
  std::string_view status_line;
  std::string_view body;
};

/// Reads the answer at `at` and, when complete, moves `at` behind it. Needs a
/// Content-Length: anything else is `unsupported`.
parsed next_answer(const char*& at, const char* end, http_answer& out);

}  // namespace parley::bench
