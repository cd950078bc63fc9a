#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "net/http/request.hpp"
#include "net/http/response.hpp"
#include "web/asset.hpp"

namespace parley::net::api {

/// A compressed file of the program, for browsers: they may keep it, and ask
/// each time whether it is still the same. Thread safe.
class static_file {
 public:
  /// `file.bytes` are a gzip stream.
  explicit static_file(const web::asset& file);

  http::response answer(const http::request& from) const;

 private:
  http::response content(const http::request& from) const;
  std::shared_ptr<const std::string> inflated() const;

  const web::asset file_;
  const std::string tag_;
  /// For those who do not take gzip; made when the first of them comes.
  mutable std::shared_ptr<const std::string> inflated_;
  mutable std::once_flag inflates_;
};

}  // namespace parley::net::api
