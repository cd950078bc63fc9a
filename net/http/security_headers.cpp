#include "net/http/security_headers.hpp"

#include <string_view>

namespace parley::net::http {

namespace {

struct field {
  std::string_view name;
  std::string_view value;
};

constexpr field helmet[] = {
    {"Content-Security-Policy",
     "default-src 'self';base-uri 'self';font-src 'self' https: data:;"
     "form-action 'self';frame-ancestors 'self';img-src 'self' data:;"
     "object-src 'none';script-src 'self';script-src-attr 'none';"
     "style-src 'self' https: 'unsafe-inline';upgrade-insecure-requests"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Origin-Agent-Cluster", "?1"},
    {"Referrer-Policy", "no-referrer"},
    {"Strict-Transport-Security", "max-age=15552000; includeSubDomains"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-DNS-Prefetch-Control", "off"},
    {"X-Download-Options", "noopen"},
    {"X-Frame-Options", "SAMEORIGIN"},
    {"X-Permitted-Cross-Domain-Policies", "none"},
    {"X-XSS-Protection", "0"},
};

}  // namespace

void add_security_headers(header_map& headers) {
  // Room for these and for what the connection adds, in one allocation each.
  headers.reserve(headers.size() + std::size(helmet) + 10, 1536);
  for (const auto& [name, value] : helmet) headers.set_default(name, value);
}

void forbid_sniffing(header_map& headers) {
  headers.reserve(headers.size() + 10, 512);
  headers.set_default("X-Content-Type-Options", "nosniff");
}

}  // namespace parley::net::http
