#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace parley::net::http {

/// What the header of a part of a form says.
struct multipart_part {
  std::string name;
  std::string file_name;  ///< as sent: a path, or anything else
  bool is_file = false;   ///< has a file name, be it empty
};

/// The boundary of a `multipart/form-data` Content-Type; unsupported_media for
/// other types, invalid_request without a usable boundary.
core::result<std::string> boundary_of(std::string_view content_type);

/// Reads a form (RFC 7578) that arrives in pieces cut anywhere, and keeps no
/// more of it than a part's header or a boundary takes:
///
///     reader.append(bytes);
///     for (…; event != need_more && event != end; …) event = reader.next();
class multipart_reader {
 public:
  struct limits {
    std::size_t parts = 16;
    std::size_t header = 4096;  ///< bytes of one part's header
  };

  enum class event : unsigned char {
    need_more,  ///< append, or the form is cut off
    part,       ///< `part` begins
    data,       ///< `data` is more of it
    part_end,
    end  ///< whatever follows is ignored
  };

  /// `boundary` as `boundary_of` gives it.
  explicit multipart_reader(std::string_view boundary);
  multipart_reader(std::string_view boundary, limits within);

  void append(std::string_view bytes);

  /// The next thing in what was appended; a failure is final.
  core::result<event> next();

  const multipart_part& part() const { return part_; }

  /// Valid until the next call of `append`.
  std::string_view data() const { return data_; }

  /// Bytes that are held back.
  std::size_t held() const { return bytes_.size() - at_; }

 private:
  enum class place : unsigned char { preamble, delimiter, header, body, after };

  core::result<event> skip_preamble();
  core::result<event> read_delimiter();
  core::result<event> read_header();
  event read_body();
  std::string_view rest() const { return std::string_view{bytes_}.substr(at_); }

  limits limits_;
  std::string delimiter_;  ///< with its line break
  std::string bytes_;
  std::size_t at_ = 0;  ///< of the first byte that was not used
  place place_ = place::preamble;
  std::size_t parts_ = 0;
  multipart_part part_;
  std::string_view data_;
};

}  // namespace parley::net::http
