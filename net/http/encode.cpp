#include "net/http/encode.hpp"

#include <boost/beast/http/status.hpp>
#include <charconv>
#include <ctime>

#include "net/http/http_date.hpp"
#include "net/http/security_headers.hpp"

namespace parley::net::http {

namespace {

void append_number(std::string& out, std::uint64_t value) {
  char digits[24];
  auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out.append(digits, end);
}

bool has_length(int status) {
  return status >= 200 && status != 204 && status != 304;
}

// The draft's fields, and the older ones that express-rate-limit adds to them.
void add_rate_headers(const core::rate_verdict& rate, header_map& to) {
  if (rate.limit == 0) return;
  auto seconds = [](std::chrono::milliseconds time) {
    return std::to_string(
        std::chrono::ceil<std::chrono::seconds>(time).count());
  };
  auto limit = std::to_string(rate.limit);
  auto remaining = std::to_string(rate.remaining);
  auto reset = seconds(rate.reset);
  to.set("RateLimit-Policy", limit + ";w=" + seconds(rate.window));
  to.set("RateLimit-Limit", limit);
  to.set("RateLimit-Remaining", remaining);
  to.set("RateLimit-Reset", reset);
  to.set("X-RateLimit-Limit", limit);
  to.set("X-RateLimit-Remaining", remaining);
  auto at = std::chrono::ceil<std::chrono::seconds>(
      std::chrono::system_clock::now().time_since_epoch() + rate.reset);
  to.set("X-RateLimit-Reset", std::to_string(at.count()));
}

// The connection decides these; a handler's word would break the framing.
bool is_framing(std::string_view name) {
  return iequals(name, "Content-Length") || iequals(name, "Connection") ||
         iequals(name, "Transfer-Encoding");
}

}  // namespace

bool sends_body(const request& to, const response& answer) {
  return to.method != verb::head && has_length(answer.status);
}

std::string encode_head(const request& to, const response& answer) {
  auto status = static_cast<unsigned>(answer.status);
  auto reason = boost::beast::http::obsolete_reason(
      boost::beast::http::int_to_status(status));
  std::string out;
  out.reserve(1536);
  out += "HTTP/1.1 ";
  append_number(out, status);
  out.append(" ").append(reason.data(), reason.size()).append("\r\n");
  answer.headers.for_each([&](std::string_view name, std::string_view value) {
    if (is_framing(name)) return;
    out.append(name).append(": ").append(value).append("\r\n");
  });
  if (has_length(answer.status) && !answer.endless) {
    out += "Content-Length: ";
    append_number(out, answer.size());
    out += "\r\n";
  }
  if (answer.close) {
    out += "Connection: close\r\n";
  } else if (to.version < 11) {
    out += "Connection: keep-alive\r\n";
  }
  out += "\r\n";
  return out;
}

void add_common_headers(const request& to, response& answer,
                        const server_context& context) {
  if (answer.for_program) forbid_sniffing(answer.headers);
  else add_security_headers(answer.headers);
  context.cors.apply(to, answer);
  add_rate_headers(to.rate, answer.headers);
  answer.headers.set("X-Request-Id", to.id);
  answer.headers.set_default("Date", http_date(std::time(nullptr)));
}

}  // namespace parley::net::http
