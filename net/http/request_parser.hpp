#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/result.hpp"
#include "net/http/request.hpp"

namespace parley::net::http {

/// Beast's parser, writing straight into a `request`: no second copy of the
/// header, and stricter where parsers of other servers are known to disagree.
/// Refused: Transfer-Encoding that is not exactly "chunked" or comes with
/// HTTP/1.0, Content-Length more than once or not plain digits, no Host or
/// several. Beast itself refuses both lengths at once, bare LF and bad chunks.
class request_parser final : public boost::beast::http::basic_parser<true> {
 public:
  /// `out` outlives the parser. `body_limit` counts until `limit_body`.
  request_parser(request& out, std::size_t header_limit,
                 std::size_t body_limit);

  /// What one call of `feed` came to.
  enum class progress : unsigned char {
    need_more,  ///< feed again with the rest and more bytes
    head,       ///< the header is complete; feed again for the body
    done        ///< the request is complete
  };

  /// Takes bytes from the front of `bytes`, which then holds the rest. Returns
  /// at the end of the header, so that the body's limit can be set.
  core::result<progress> feed(std::string_view& bytes);

  /// To be called between head and body.
  void limit_body(std::size_t limit);

  /// The declared length; 0 for chunked bodies and without a body.
  std::uint64_t declared_length() const;

  /// A body follows the header.
  bool expects_body() const { return !is_done(); }

 private:
  using field = boost::beast::http::field;
  using text = boost::beast::string_view;
  using error_code = boost::beast::error_code;

  void on_request_impl(boost::beast::http::verb method, text method_text,
                       text target, int version, error_code& ec) override;
  void on_field_impl(field name, text name_text, text value,
                     error_code& ec) override;
  void on_header_impl(error_code& ec) override;
  void on_body_init_impl(const boost::optional<std::uint64_t>& length,
                         error_code& ec) override;
  std::size_t on_body_impl(text bytes, error_code& ec) override;
  void on_chunk_header_impl(std::uint64_t size, text extensions,
                            error_code& ec) override;
  std::size_t on_chunk_body_impl(std::uint64_t remaining, text bytes,
                                 error_code& ec) override;
  void on_finish_impl(error_code& ec) override;
  void on_response_impl(int, text, int, error_code&) override {}

  void refuse(core::failure why, error_code& ec);
  void check_framing(field name, std::string_view value, error_code& ec);
  void count_header(std::size_t bytes, error_code& ec);
  core::failure explain(error_code ec) const;

  request& out_;
  core::failure why_;
  std::size_t header_limit_;
  std::size_t header_bytes_ = 0;
  bool has_request_line_ = false;
  bool has_length_ = false;
  bool has_host_ = false;
};

}  // namespace parley::net::http
