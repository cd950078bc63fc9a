// Promises of Socket.IO's MessagePack packets: no bytes break the reader, and
// a packet that it takes has the attachments that it says and arguments that
// are JSON.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "net/socketio/packet_format.hpp"

namespace {

using namespace parley::net;
using namespace parley::net::socketio;

constexpr reader_limits limits{.packet = {.max_attachments = 3},
                               .max_attachment_bytes = 64};

void require(bool promise) {
  if (!promise) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  static json::parser parser{64 << 10};
  packet_reader reader{limits};
  std::string memory;
  const session_message message{{reinterpret_cast<const char*>(data), size},
                                true};

  const auto found = msgpack_packets().read(reader, message, parser, memory);

  if (!found) return 0;
  require(found->has_value() && !reader.mid_packet());
  const auto& packet = **found;
  require((packet.binary != nullptr) == is_binary(packet.head.type));
  if (packet.binary) {
    require(packet.binary->frames.size() == packet.head.attachments);
    require(packet.head.attachments <= limits.packet.max_attachments);
  }
  for (auto arg : packet.head.args) require(parser.parse(arg).has_value());
  return 0;
}
