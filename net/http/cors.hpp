#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "net/http/request.hpp"
#include "net/http/response.hpp"

namespace parley::net::http {

/// Which web pages of other origins may use the server, with credentials.
class cors_policy {
 public:
  /// `origins` as FRONTEND_URL lists them; a path is ignored, `*` means any.
  /// With `any_localhost` also every port of localhost, 127.0.0.1 and [::1].
  explicit cors_policy(const std::vector<std::string>& origins,
                       bool any_localhost = false);

  /// For public data, which needs no credentials: every page may ask with any
  /// header.
  static cors_policy open_to_all();

  bool allows(std::string_view origin) const;

  /// For sockets, which CORS does not cover: no Origin (not a browser), the
  /// page's own host, or an allowed origin.
  bool allows_socket(std::string_view origin, std::string_view host) const;

  /// Adds what a browser needs to read this answer (to a preflight: what it
  /// may send), and `Vary: Origin`.
  void apply(const request& to, response& answer) const;

  /// True for the question a browser asks before the real request.
  static bool is_preflight(const request& question);

 private:
  std::vector<std::string> origins_;
  bool any_ = false;
  bool credentials_ = true;
  bool any_localhost_;
};

}  // namespace parley::net::http
