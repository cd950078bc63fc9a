// Two promises of the request parser: no input breaks it, and the same bytes
// mean the same request however they are cut into segments.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "net/http/form.hpp"
#include "net/http/media_type.hpp"
#include "net/http/request_parser.hpp"

namespace {

using namespace parley;
using namespace parley::net::http;

constexpr std::size_t header_limit = 4096;
constexpr std::size_t body_limit = 4096;

struct outcome {
  request parsed;
  bool complete = false;
  bool failed = false;
  std::size_t used = 0;
};

outcome parse(std::string_view input, std::size_t segment) {
  outcome out;
  request_parser parser{out.parsed, header_limit, body_limit};
  std::string unread;
  while (!input.empty() && !out.complete && !out.failed) {
    auto piece = input.substr(0, segment);
    input.remove_prefix(piece.size());
    unread += piece;
    for (bool more = true; more && !unread.empty();) {
      std::string_view rest{unread};
      auto reached = parser.feed(rest);
      out.used += unread.size() - rest.size();
      unread.erase(0, unread.size() - rest.size());
      if (reached.has_error()) {
        out.failed = true;
        break;
      }
      if (*reached == request_parser::progress::head)
        parser.limit_body(body_limit);
      out.complete = parser.is_done();
      more = !out.complete && *reached == request_parser::progress::head;
    }
  }
  return out;
}

void require(bool promise) {
  if (!promise) std::abort();
}

void use(request& parsed) {
  require(parsed.body.size() <= body_limit);
  auto segments = split_path(parsed.path);
  if (segments.has_value())
    for (const auto& segment : *segments) require(segment != "..");
  auto type = media_type_of(parsed.header("Content-Type"));
  if (type == media_type::form) (void)form_to_json(parsed.body);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size == 0) return 0;
  std::string_view input{reinterpret_cast<const char*>(data) + 1, size - 1};
  std::size_t segment = 1u + data[0] % 64u;

  auto whole = parse(input, input.size());
  auto cut = parse(input, segment);

  // In pieces an error may still wait for bytes; success may not differ.
  require(whole.complete == cut.complete);
  if (!whole.complete) return 0;
  require(whole.used == cut.used);
  require(whole.parsed.body == cut.parsed.body);
  require(whole.parsed.headers.size() == cut.parsed.headers.size());
  use(whole.parsed);
  return 0;
}
