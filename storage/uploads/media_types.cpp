#include "storage/uploads/media_types.hpp"

#include <magic.h>

#include <algorithm>
#include <memory>

namespace parley::storage::uploads {

namespace {

struct close_magic {
  void operator()(magic_set* cookie) const { ::magic_close(cookie); }
};
using magic_handle = std::unique_ptr<magic_set, close_magic>;

// How deep a file is looked into: its beginning says what it is.
constexpr std::size_t most_bytes = 1 << 20;

magic_handle open_magic() {
  magic_handle made{::magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS |
                                 MAGIC_NO_CHECK_ELF | MAGIC_ERROR)};
  if (!made || ::magic_load(made.get(), nullptr) != 0) return {};
  ::magic_setparam(made.get(), MAGIC_PARAM_BYTES_MAX, &most_bytes);
  return made;
}

// Names that browsers know for what libmagic calls otherwise.
std::string_view common_name(std::string_view type) {
  if (type == "audio/x-wav") return "audio/wav";
  if (type == "audio/x-m4a") return "audio/mp4";
  if (type == "audio/x-flac") return "audio/flac";
  if (type == "application/x-gzip") return "application/gzip";
  return type;
}

constexpr std::string_view inert_types[] = {
    "audio/aac",  "audio/flac", "audio/mp4", "audio/mpeg", "audio/ogg",
    "audio/wav",  "audio/webm", "image/gif", "image/jpeg", "image/png",
    "image/webp", "video/mp4",  "video/ogg", "video/webm"};

}  // namespace

core::result<std::string> sniff_type(const std::string& path) {
  // A handle is for one thread, and its tables are worth keeping.
  static thread_local const magic_handle magic = open_magic();
  if (!magic)
    return core::failure{core::errc::unavailable,
                         "the types of files cannot be told at the moment"};
  const char* type = ::magic_file(magic.get(), path.c_str());
  if (type == nullptr) return std::string{"application/octet-stream"};
  return std::string{common_name(type)};
}

bool is_listed(std::string_view type,
               const std::vector<std::string>& patterns) {
  return std::ranges::any_of(patterns, [&](std::string_view pattern) {
    if (!pattern.ends_with('*')) return type == pattern;
    return type.starts_with(pattern.substr(0, pattern.size() - 1));
  });
}

const std::vector<std::string>& usual_types() {
  static const std::vector<std::string> types{
      "audio/*",
      "font/*",
      "image/*",
      "text/*",
      "video/*",
      "application/csv",
      "application/epub+zip",
      "application/gzip",
      "application/javascript",
      "application/json",
      "application/msword",
      "application/octet-stream",
      "application/pdf",
      "application/rtf",
      "application/vnd.ms-*",
      "application/vnd.oasis.*",
      "application/vnd.openxmlformats-*",
      "application/vnd.rar",
      "application/x-7z-compressed",
      "application/x-bzip2",
      "application/x-ndjson",
      "application/x-rar",
      "application/x-tar",
      "application/x-xz",
      "application/zip",
      "application/zstd"};
  return types;
}

bool is_inert(std::string_view type) {
  return std::ranges::find(inert_types, type) != std::end(inert_types);
}

}  // namespace parley::storage::uploads
