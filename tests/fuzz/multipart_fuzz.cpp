// Promises of the form reader: no body breaks it, it holds back little, and it
// makes no difference where the body is cut.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "net/http/multipart.hpp"

namespace {

using namespace parley::net::http;
using event = multipart_reader::event;

constexpr multipart_reader::limits within{.parts = 4, .header = 256};

void require(bool promise) {
  if (!promise) std::abort();
}

// What was read, as a text that two ways of reading must agree on.
std::string read(std::string_view input, std::size_t piece) {
  multipart_reader reader{"B", within};
  std::string seen;
  while (!input.empty()) {
    const auto size = std::min(piece, input.size());
    const std::string part{input.substr(0, size)};
    input.remove_prefix(size);
    reader.append(part);
    for (;;) {
      const auto got = reader.next();
      if (!got) return seen + "refused";
      if (*got == event::end) return seen + "end";
      if (*got == event::need_more) break;
      if (*got == event::part) seen += '<' + reader.part().name + '|';
      if (*got == event::data) seen += reader.data();
      if (*got == event::part_end) seen += '>';
    }
    require(reader.held() <= within.header + 4);
  }
  return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view input{reinterpret_cast<const char*>(data), size};
  const auto whole = read(input, size);
  require(read(input, 1) == whole);
  require(read(input, 7) == whole);
  if (const auto boundary = boundary_of(input))
    require(!boundary->empty() && boundary->size() <= 70);
  return 0;
}
