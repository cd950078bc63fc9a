#include "net/http/http_date.hpp"

#include <array>

namespace parley::net::http {

std::string_view http_date(std::time_t now) {
  struct rendered {
    std::time_t second = -1;
    std::size_t size = 0;
    std::array<char, 32> text{};
  };
  thread_local rendered last;
  if (last.second != now) {
    std::tm parts{};
    gmtime_r(&now, &parts);
    // The program never calls setlocale, so the names are the English ones.
    last.size = std::strftime(last.text.data(), last.text.size(),
                              "%a, %d %b %Y %H:%M:%S GMT", &parts);
    last.second = now;
  }
  return {last.text.data(), last.size};
}

}  // namespace parley::net::http
