#include "storage/name_key.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace parley::storage {

namespace {

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x80;
  });
}

char to_lower_ascii(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

}  // namespace

core::result<std::string> name_key(std::string_view text) {
  if (is_ascii(text)) {
    std::string key{text};
    std::transform(key.begin(), key.end(), key.begin(), to_lower_ascii);
    return key;
  }
  utf8proc_uint8_t* folded = nullptr;
  auto options = static_cast<utf8proc_option_t>(
      UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
  auto size = utf8proc_map(
      reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
      static_cast<utf8proc_ssize_t>(text.size()), &folded, options);
  std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner{folded,
                                                                &std::free};
  if (size < 0)
    return core::failure{core::errc::invalid_request, "name is not UTF-8 text"};
  return std::string{reinterpret_cast<const char*>(folded),
                     static_cast<std::size_t>(size)};
}

}  // namespace parley::storage
