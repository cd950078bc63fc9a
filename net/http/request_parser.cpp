#include "net/http/request_parser.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>

namespace parley::net::http {

namespace {

namespace beast_http = boost::beast::http;

constexpr std::size_t max_fields = 100;
constexpr std::size_t line_overhead = 4;  // ": " and CRLF
constexpr std::string_view last_chunk = "0\r\n\r\n";

std::string_view view(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

verb known_verb(beast_http::verb method) {
  switch (method) {
    case beast_http::verb::get:
      return verb::get;
    case beast_http::verb::head:
      return verb::head;
    case beast_http::verb::post:
      return verb::post;
    case beast_http::verb::put:
      return verb::put;
    case beast_http::verb::patch:
      return verb::patch;
    case beast_http::verb::delete_:
      return verb::del;
    case beast_http::verb::options:
      return verb::options;
    default:
      return verb::other;
  }
}

bool is_digits(std::string_view value) {
  return !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
    return c >= '0' && c <= '9';
  });
}

// A host names no path, user or second value.
bool is_host(std::string_view value) {
  return value.find_first_of(" \t/\\@,?#") == std::string_view::npos;
}

core::failure malformed(std::string_view what) {
  return {core::errc::invalid_request, std::string{what}};
}

}  // namespace

request_parser::request_parser(request& out, std::size_t header_limit,
                               std::size_t body_limit)
    : out_(out), header_limit_(header_limit) {
  basic_parser::header_limit(static_cast<std::uint32_t>(header_limit));
  basic_parser::body_limit(body_limit);
}

core::result<request_parser::progress> request_parser::feed(
    std::string_view& bytes) {
  const bool in_head = !is_header_done();
  // Beast asserts that the end of a chunked body, "0" CRLF CRLF, is at hand
  // once it saw the "0". At least these bytes always follow, so waiting for
  // them costs nothing.
  if (!in_head && chunked() && bytes.size() < last_chunk.size())
    return progress::need_more;
  error_code ec;
  auto used = put(boost::asio::const_buffer(bytes.data(), bytes.size()), ec);
  bytes.remove_prefix(used);
  if (ec == beast_http::error::need_more) {
    // Extensions and trailers of chunks wait in the caller's buffer, too.
    if (bytes.size() > header_limit_)
      return core::failure{core::errc::header_too_large};
    return progress::need_more;
  }
  if (ec) return explain(ec);
  if (in_head && is_header_done()) return progress::head;
  if (is_done()) return progress::done;
  return progress::need_more;
}

void request_parser::limit_body(std::size_t limit) {
  basic_parser::body_limit(limit);
  eager(true);
}

std::uint64_t request_parser::declared_length() const {
  return content_length().value_or(0);
}

core::failure request_parser::explain(error_code ec) const {
  if (ec == beast_http::error::body_limit) return core::errc::payload_too_large;
  if (ec == beast_http::error::header_limit)
    return has_request_line_ ? core::errc::header_too_large
                             : core::errc::uri_too_long;
  if (ec == beast_http::error::bad_field && !why_.detail.empty()) return why_;
  return malformed("The request is not valid HTTP/1.1");
}

void request_parser::refuse(core::failure why, error_code& ec) {
  why_ = std::move(why);
  ec = beast_http::error::bad_field;
}

// Beast applies its limit to what it has not consumed yet; this is the total.
void request_parser::count_header(std::size_t bytes, error_code& ec) {
  header_bytes_ += bytes;
  if (header_bytes_ > header_limit_) ec = beast_http::error::header_limit;
}

void request_parser::on_request_impl(beast_http::verb method, text method_text,
                                     text target, int version, error_code& ec) {
  count_header(method_text.size() + target.size() + line_overhead, ec);
  if (ec) return;
  has_request_line_ = true;
  out_.method = known_verb(method);
  out_.version = version;
  auto parts = split_target(view(target));
  if (!parts) return refuse(parts.error(), ec);
  out_.path = parts->path;
  auto query = parse_query(parts->query);
  if (!query) return refuse(query.error(), ec);
  out_.query = std::move(*query);
  out_.query_text = parts->query;
  out_.headers.reserve(16, 1024);
}

void request_parser::on_field_impl(field name, text name_text, text value,
                                   error_code& ec) {
  count_header(name_text.size() + value.size() + line_overhead, ec);
  if (ec) return;
  // Trailers come after the header was judged: they are read and dropped.
  if (is_header_done()) return;
  if (out_.headers.size() == max_fields) {
    ec = beast_http::error::header_limit;
    return;
  }
  check_framing(name, view(value), ec);
  if (!ec) out_.headers.add(view(name_text), view(value));
}

void request_parser::check_framing(field name, std::string_view value,
                                   error_code& ec) {
  if (name == field::content_length) {
    if (has_length_ || !is_digits(value))
      return refuse(malformed("Content-Length is ambiguous"), ec);
    has_length_ = true;
  } else if (name == field::transfer_encoding) {
    if (out_.version < 11 || !iequals(value, "chunked"))
      return refuse(malformed("Transfer-Encoding must be chunked"), ec);
  } else if (name == field::host) {
    if (has_host_ || !is_host(value))
      return refuse(malformed("Host must be one host name"), ec);
    has_host_ = true;
  }
}

void request_parser::on_header_impl(error_code& ec) {
  if (out_.version >= 11 && !has_host_)
    refuse(malformed("HTTP/1.1 requires a Host header"), ec);
}

// The length is the client's word: memory is taken as bytes really arrive.
void request_parser::on_body_init_impl(
    const boost::optional<std::uint64_t>& length, error_code&) {
  constexpr std::uint64_t trusted = 16 << 10;
  out_.body.reserve(std::min(length.value_or(0), trusted));
}

std::size_t request_parser::on_body_impl(text bytes, error_code&) {
  out_.body.append(bytes.data(), bytes.size());
  return bytes.size();
}

void request_parser::on_chunk_header_impl(std::uint64_t, text, error_code&) {}

std::size_t request_parser::on_chunk_body_impl(std::uint64_t, text bytes,
                                               error_code& ec) {
  return on_body_impl(bytes, ec);
}

void request_parser::on_finish_impl(error_code&) {}

}  // namespace parley::net::http
