// Files in and out.

#include "net/api/openapi/operation.hpp"

namespace parley::net::api::openapi {

namespace {

using enum http::verb;

constexpr std::string_view upload_bases[] = {"/api/upload"};
constexpr std::string_view upload_codes =
    "PAYLOAD_TOO_LARGE QUOTA_EXCEEDED TOO_MANY_UPLOADS UNSUPPORTED_MEDIA_TYPE "
    "REQUEST_TIMEOUT";
constexpr operation uploads[] = {
    {.method = post,
     .path = "/avatar",
     .summary = "Take a picture as one's avatar: a form with one file",
     .answer = "201 Upload",
     .body = "multipart/form-data",
     .codes = upload_codes},
    {.method = post,
     .path = "/image",
     .summary = "Take a picture in: a form with one file",
     .answer = "201 Upload",
     .body = "multipart/form-data",
     .codes = upload_codes},
    {.method = post,
     .path = "/file",
     .summary = "Take a file in: a form with one file",
     .answer = "201 Upload",
     .body = "multipart/form-data",
     .codes = upload_codes},
    {.method = get,
     .path = "",
     .summary = "One's own uploads, and what they take",
     .answer = "200 UploadPage",
     .query = "limit cursor"},
    {.method = get,
     .path = "/:id",
     .summary = "What is known of an upload",
     .answer = "200 Upload"},
    {.method = del,
     .path = "/:id",
     .summary = "Delete an upload of one's own",
     .answer = "204"},
};

constexpr std::string_view download_bases[] = {"/uploads/:id"};
// Not counted as requests, but only so many at a time.
constexpr std::string_view download_codes =
    "UNAUTHORIZED TOKEN_EXPIRED TOKEN_REVOKED FORBIDDEN GONE "
    "RATE_LIMIT_EXCEEDED";
constexpr operation downloads[] = {
    {.method = get,
     .path = "",
     .summary = "The file, or a part of it",
     .answer = "200 */*, 206 */*, 304, 416 Error",
     .query = "token exp sig",
     .codes = download_codes,
     .open_to = access::anybody},
    {.method = get,
     .path = "/thumbnail",
     .summary = "A small picture of it",
     .answer = "200 */*, 206 */*, 304, 416 Error",
     .query = "token exp sig",
     .codes = download_codes,
     .open_to = access::anybody},
};

}  // namespace

std::vector<topic> upload_topics() {
  return {{"Uploads", upload_bases, uploads},
          {"Uploads", download_bases, downloads}};
}

}  // namespace parley::net::api::openapi
