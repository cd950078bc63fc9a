#include "app/image/container.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace parley::image {

namespace {

std::size_t big_endian(std::string_view bytes) {
  std::size_t value = 0;
  for (char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

// Pixels, colours, and animation.
constexpr std::array<std::string_view, 17> shown_chunks{
    "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cHRM", "gAMA", "iCCP", "sBIT",
    "sRGB", "bKGD", "pHYs", "acTL", "fcTL", "fdAT", "cICP", "mDCV"};

constexpr unsigned char end_of_image = 0xd9;
constexpr unsigned char start_of_scan = 0xda;
constexpr unsigned char comment = 0xfe;

// RST0 to RST7, TEM.
bool stands_alone(unsigned char marker) {
  return (marker >= 0xd0 && marker <= 0xd7) || marker == 0x01;
}

bool is_shown(unsigned char marker, std::string_view data) {
  if (marker == comment) return false;
  if (marker < 0xe0 || marker > 0xef) return true;
  return (marker == 0xe0 && data.starts_with("JFIF") && data.size() <= 14) ||
         (marker == 0xe2 && data.starts_with("ICC_PROFILE")) ||
         (marker == 0xee && data.starts_with("Adobe"));
}

// Where the pixels of a scan end: a marker other than those within them.
std::size_t end_of_scan(std::string_view file, std::size_t at) {
  for (; at + 1 < file.size(); ++at) {
    if (file[at] != '\xff') continue;
    auto next = static_cast<unsigned char>(file[at + 1]);
    if (next != 0 && next != 0xff && !stands_alone(next)) return at;
  }
  return file.size();
}

}  // namespace

bool holds_more_in_png(std::string_view file) {
  constexpr std::size_t signature = 8;
  constexpr std::size_t around_data = 12;  // length, name, check sum
  for (auto at = signature; at + around_data <= file.size();) {
    auto size = big_endian(file.substr(at, 4));
    auto name = file.substr(at + 4, 4);
    if (std::ranges::find(shown_chunks, name) == shown_chunks.end())
      return true;
    if (size > file.size() - at - around_data) return true;
    at += around_data + size;
    if (name == "IEND") return at != file.size();
  }
  return true;
}

bool holds_more_in_jpeg(std::string_view file) {
  constexpr std::size_t start = 2;
  for (auto at = start; at + 2 <= file.size();) {
    if (file[at] != '\xff') return true;
    auto marker = static_cast<unsigned char>(file[at + 1]);
    if (marker == end_of_image) return at + 2 != file.size();
    if (marker == 0xff || stands_alone(marker)) {  // 0xff fills
      at += marker == 0xff ? 1 : 2;
      continue;
    }
    auto size = big_endian(file.substr(std::min(at + 2, file.size()), 2));
    if (size < 2 || size > file.size() - at - 2) return true;
    if (!is_shown(marker, file.substr(at + 4, size - 2))) return true;
    at += 2 + size;
    if (marker == start_of_scan) at = end_of_scan(file, at);
  }
  return true;
}

}  // namespace parley::image
