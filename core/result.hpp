#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/errc.hpp"

namespace parley::core {

/// What is wrong with one member of a request.
struct flaw {
  std::string path;  ///< "data.content"
  std::string must;  ///< "must be a string of at most 64 bytes"

  bool operator==(const flaw&) const = default;
};

/// Why an operation did not happen: the code and, where it helps, a sentence
/// for the client. Never carries secrets or message bodies.
struct failure {
  errc code = errc::internal;
  std::string detail;            ///< empty: the code's default message
  int retry_after_ms = 0;        ///< > 0: when a retry makes sense
  std::vector<flaw> flaws = {};  ///< of the request; `detail` tells the first

  failure() = default;
  failure(errc c) : code(c) {}
  failure(errc c, std::string text, int retry_ms = 0)
      : code(c), detail(std::move(text)), retry_after_ms(retry_ms) {}
  /// `invalid_request`, with one flaw at least.
  explicit failure(std::vector<flaw> found)
      : code(errc::invalid_request),
        detail(found.front().path + " " + found.front().must),
        flaws(std::move(found)) {}
  explicit failure(flaw found) : failure(std::vector<flaw>{std::move(found)}) {}

  std::string_view message() const {
    return detail.empty() ? describe(code).message : std::string_view{detail};
  }

  bool operator==(const failure&) const = default;
};

/// Called by `result::value()` on a failure: reading a value that is not there
/// is a broken invariant.
[[noreturn]] inline void throw_exception_from_error(
    const failure& why, const boost::source_location&) {
  throw std::logic_error("value() of a failure: " + std::string{why.message()});
}

/// A value or the failure that prevented it.
template <class T>
using result = boost::system::result<T, failure>;

}  // namespace parley::core
