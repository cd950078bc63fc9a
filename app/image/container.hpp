#pragma once

#include <string_view>

namespace parley::image {

/// Whether a PNG or JPEG holds more than what is needed to show it: texts,
/// EXIF, comments, thumbnails, other pictures, bytes behind its end. Decoders
/// see only some of that, and only what stands before the pixels. True as well
/// for what cannot be followed to its end.
bool holds_more_in_png(std::string_view file);
bool holds_more_in_jpeg(std::string_view file);

}  // namespace parley::image
