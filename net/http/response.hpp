#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "net/http/header_map.hpp"

namespace parley::net::http {

struct request;
class body_source;

/// One answer. The connection adds what every answer carries: length, date,
/// request id, CORS and security headers, unless the handler set them.
struct response {
  int status = 200;
  header_map headers;
  std::string body;
  std::shared_ptr<body_source> source;  ///< if set, the body instead

  /// Closes the connection after this answer.
  bool close = false;
  /// The body goes on until the connection closes: no Content-Length.
  bool endless = false;
  /// Read by a program and never shown as a page: the headers that tell a
  /// browser what a page may do are left out.
  bool for_program = false;
  /// What it refuses with, if it is an `error`.
  std::optional<core::errc> failed = {};

  /// Bytes of the body.
  std::uint64_t size() const;

  /// `text` is JSON already.
  static response json(int status, std::string text);

  /// Any other content; `type` is the Content-Type.
  static response content(std::string_view type, std::string body,
                          int status = 200);

  /// 204 without a body.
  static response no_content();
};

/// The error shape `{"message","code","requestId","details"?}` with the status
/// of the code, and `Retry-After` in whole seconds when a retry makes sense.
/// The details are the request's flaws: `[{"path","message"}]`.
response error(const core::failure& why, std::string_view request_id);
response error(const core::failure& why, const request& to);

}  // namespace parley::net::http
