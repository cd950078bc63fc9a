#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "core/model.hpp"
#include "net/api/upload_services.hpp"
#include "net/http/request.hpp"
#include "storage/uploads/draft.hpp"

namespace parley::net::api {

/// Bytes of a form beside its file.
inline constexpr std::size_t form_overhead = 64 << 10;

/// The file of a form, on the disk but not in its place.
struct taken_file {
  std::shared_ptr<storage::uploads::draft> draft;
  std::string name;
};

/// How much a file may have, and which failure tells when it has more.
struct file_bound {
  std::size_t bytes = 0;
  core::errc over = core::errc::payload_too_large;
};

/// Reads the multipart form of a streamed request: one part with a file, by
/// the name `file` or `alias`; other fields are ignored. Holds no more of it
/// in memory than one write.
boost::asio::awaitable<core::result<taken_file>> take_file(
    http::request& from, upload_services& with, file_bound bound,
    std::string_view alias);

}  // namespace parley::net::api
