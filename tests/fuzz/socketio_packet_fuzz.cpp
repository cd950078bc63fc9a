// Promises of the Socket.IO decoder: no text breaks it, what stands behind the
// text does not matter, the places of the arguments are those another JSON
// implementation finds, and what is written again reads as the same.

#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "net/socketio/packet.hpp"

namespace {

using namespace parley::net;
using namespace parley::net::socketio;

constexpr std::size_t max_bytes = 64 << 10;

void require(bool promise) {
  if (!promise) std::abort();
}

std::vector<char> padded(std::string_view text, char filler) {
  std::vector<char> memory(text.begin(), text.end());
  memory.resize(text.size() + json::parser::padding, filler);
  return memory;
}

void check_args(const packet& p) {
  const auto elements = nlohmann::json::parse(p.payload);
  std::size_t at = is_event(p.type) ? 1 : 0;
  require(elements.size() == p.args.size() + at);
  if (at == 1 && elements[0].is_string())
    require(elements[0].get<std::string>() == p.name);
  for (auto arg : p.args) require(nlohmann::json::parse(arg) == elements[at++]);
}

std::string write(const packet& p) {
  const std::vector<std::string_view> args(p.args.begin(), p.args.end());
  const envelope to{p.nsp, p.id, p.attachments};
  std::string out;
  if (is_event(p.type)) append_event(out, to, p.name, args);
  else append_ack(out, to, args);
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  static json::parser parser{max_bytes};
  static json::parser second{max_bytes};
  const std::string_view input{reinterpret_cast<const char*>(data), size};

  const auto memory = padded(input, ']');
  const auto found = decode({memory.data(), size}, parser);
  const auto other = padded(input, '1');
  const auto again = decode({other.data(), size}, second);
  require(found.has_value() == again.has_value());
  if (!found.has_value()) return 0;

  require(is_binary(found->type) == (found->attachments > 0));
  require(found->attachments <= packet_limits{}.max_attachments);
  if (found->data.kind() != json::kind::array) return 0;
  check_args(*found);
  const auto written = write(*found);
  const auto copy = padded(written, ' ');
  const auto reread = decode({copy.data(), written.size()}, second);
  require(reread.has_value() && write(*reread) == written);
  require(reread->type == found->type && reread->id == found->id &&
          reread->nsp == found->nsp);
  return 0;
}
