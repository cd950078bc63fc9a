#include "net/http/cors.hpp"

#include <algorithm>
#include <cctype>

namespace parley::net::http {

namespace {

constexpr std::string_view usual_headers =
    "Content-Type, Authorization, X-Guest-Id, Last-Event-ID, X-Request-Id";

// "scheme://host[:port]" in lower case, or "*"; a path or slash is dropped.
std::string normal_origin(std::string_view url) {
  auto scheme = url.find("://");
  auto host = scheme == std::string_view::npos ? 0 : scheme + 3;
  std::string origin{url.substr(0, url.find('/', host))};
  std::transform(origin.begin(), origin.end(), origin.begin(), [](char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  });
  return origin;
}

// The host with its port; empty unless the scheme is one of a web page.
std::string_view authority(std::string_view origin) {
  for (std::string_view scheme : {"http://", "https://"})
    if (origin.starts_with(scheme)) return origin.substr(scheme.size());
  return {};
}

bool is_port(std::string_view text) {
  return text.size() <= 5 && !text.empty() &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return c >= '0' && c <= '9'; });
}

bool is_localhost(std::string_view origin) {
  auto host = authority(origin);
  for (std::string_view name : {"localhost", "127.0.0.1", "[::1]"}) {
    if (!host.starts_with(name)) continue;
    auto port = host.substr(name.size());
    return port.empty() || (port.starts_with(':') && is_port(port.substr(1)));
  }
  return false;
}

void add_vary_origin(header_map& headers) {
  if (headers.has_token("Vary", "Origin")) return;
  std::string vary{headers.get("Vary")};
  if (!vary.empty()) vary += ", ";
  headers.set("Vary", vary + "Origin");
}

}  // namespace

cors_policy::cors_policy(const std::vector<std::string>& origins,
                         bool any_localhost)
    : any_localhost_(any_localhost) {
  for (const auto& url : origins) {
    if (url == "*") any_ = true;
    origins_.push_back(normal_origin(url));
  }
}

cors_policy cors_policy::open_to_all() {
  cors_policy made{{"*"}};
  made.credentials_ = false;
  return made;
}

bool cors_policy::allows(std::string_view origin) const {
  if (origin.empty()) return false;
  if (any_) return true;
  if (any_localhost_ && is_localhost(origin)) return true;
  // A browser sends the origin in its normal form already.
  return std::find(origins_.begin(), origins_.end(), origin) != origins_.end();
}

bool cors_policy::allows_socket(std::string_view origin,
                                std::string_view host) const {
  if (origin.empty() || allows(origin)) return true;
  return !host.empty() && iequals(authority(origin), host);
}

void cors_policy::apply(const request& to, response& answer) const {
  add_vary_origin(answer.headers);
  auto origin = to.header("Origin");
  if (!allows(origin)) return;
  if (credentials_) {
    // With credentials a browser takes no "*": the origin is repeated.
    answer.headers.set("Access-Control-Allow-Origin", origin);
    answer.headers.set("Access-Control-Allow-Credentials", "true");
  } else {
    answer.headers.set("Access-Control-Allow-Origin", "*");
  }
  answer.headers.set(
      "Access-Control-Expose-Headers",
      "X-Request-Id, Retry-After, RateLimit-Limit, RateLimit-Remaining, "
      "RateLimit-Reset, RateLimit-Policy");
  if (!is_preflight(to)) return;
  answer.headers.set("Access-Control-Allow-Methods",
                     "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
  auto asked = to.header("Access-Control-Request-Headers");
  answer.headers.set("Access-Control-Allow-Headers",
                     credentials_ || asked.empty() ? usual_headers : asked);
  answer.headers.set("Access-Control-Max-Age", "600");
}

bool cors_policy::is_preflight(const request& question) {
  return question.method == verb::options &&
         question.headers.contains("Origin") &&
         question.headers.contains("Access-Control-Request-Method");
}

}  // namespace parley::net::http
