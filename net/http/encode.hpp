#pragma once

#include <string>

#include "net/http/request.hpp"
#include "net/http/response.hpp"
#include "net/http/server_context.hpp"

namespace parley::net::http {

/// The status line and header section of `answer`, ready to send before its
/// body. Decides the framing: Content-Length, none for 1xx, 204 and 304, and
/// the Connection header from `answer.close` and the request's version.
std::string encode_head(const request& to, const response& answer);

/// True when the body is sent: not for HEAD, 204 and 304.
bool sends_body(const request& to, const response& answer);

/// What every answer carries: security, CORS, request id, date.
void add_common_headers(const request& to, response& answer,
                        const server_context& context);

}  // namespace parley::net::http
