#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

#include "core/result.hpp"

namespace parley::storage::uploads {

/// What a picture turned out to be, and what was made of it beside it.
struct picture {
  std::string type;  ///< of what is to be kept
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  bool bettered = false;       ///< `<file>.better` is to be kept instead
  bool has_thumbnail = false;  ///< `<file>.thumb`, image/webp
};

/// Looks at pictures in a process of its own, `parley-image`: what decodes
/// strangers' bytes has no part in the server's memory, a bound on its own and
/// little priority.
class picture_reader {
 public:
  struct bounds {
    std::uint64_t pixels = 40'000'000;
    std::chrono::milliseconds time{20'000};
  };

  enum class purpose : unsigned char {
    avatar,   ///< becomes a small square without metadata
    picture,  ///< loses its metadata, if any, and gets a thumbnail
  };

  /// `program`: the path of `parley-image`.
  picture_reader(std::string program, bounds within)
      : program_(std::move(program)), bounds_(within) {}

  /// Fails with unsupported_media for what is no JPEG, PNG, GIF or WebP,
  /// payload_too_large for too many pixels, invalid_request for what is
  /// damaged or takes too long, unavailable without the program, draining
  /// after `stop`. Blocks.
  core::result<picture> look(const std::string& file, purpose what) const;

  /// Ends what runs, at once, and lets nothing begin.
  void stop() { stopped_ = true; }

  /// `parley-image` beside the running program.
  static std::string installed_program();

 private:
  std::string program_;
  bounds bounds_;
  std::atomic<bool> stopped_ = false;
};

}  // namespace parley::storage::uploads
