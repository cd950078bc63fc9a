// Promises of the PeerJS frames: no message breaks their reader, and what is
// passed on is one whole message from its true sender.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "net/json/object.hpp"
#include "net/peerjs/frames.hpp"

namespace {

using namespace parley::net;

void require(bool promise) {
  if (!promise) std::abort();
}

// Memory of exactly the size that may be read, for the address sanitizer.
std::vector<char> padded(std::string_view text) {
  std::vector<char> memory(text.begin(), text.end());
  memory.resize(text.size() + json::parser::padding, ']');
  return memory;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  static json::parser parser{1 << 20};
  static json::parser second{1 << 22};
  auto memory = padded({reinterpret_cast<const char*>(data), size});
  auto said = peerjs::read_message(parser, {memory.data(), size}, "a\"n\n");
  auto* signal = std::get_if<parley::actors::peer_signal>(&said);
  if (signal == nullptr) return 0;

  auto document = second.parse(signal->text);
  require(document.has_value());
  require((*document)["src"].as_string() == "a\"n\n");
  require((*document)["dst"].as_string() == std::string_view{signal->dst});
  require(!signal->dst.empty());
  // Read again, nothing of it changes.
  auto again = padded(signal->text);
  auto same = peerjs::read_message(parser, {again.data(), signal->text.size()},
                                   "a\"n\n");
  require(std::get<parley::actors::peer_signal>(same).text == signal->text);
  return 0;
}
