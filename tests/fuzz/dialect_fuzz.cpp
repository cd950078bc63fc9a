// Promises of the plain dialect, in JSON and in MessagePack: no bytes break
// its readers, what they understand has a name of ours and an id that can be
// echoed, and what they refuse has an answer that is well formed.

#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "net/codec/codec.hpp"
#include "net/json/msgpack.hpp"
#include "net/websocket/frame_writer.hpp"

namespace {

using namespace parley::net;
using document = nlohmann::json;

constexpr std::size_t longest_ack = 64;

void require(bool promise) {
  if (!promise) std::abort();
}

// Memory of exactly the size that may be read, for the address sanitizer.
std::vector<char> padded(std::string_view text) {
  std::vector<char> memory(text.begin(), text.end());
  memory.resize(text.size() + json::parser::padding, ']');
  return memory;
}

// What a frame says, in either form.
document said_in(const frame& made) {
  const auto content = websocket::content_of(made.bytes);
  if (content.code == websocket::opcode::text)
    return document::parse(content.payload);
  const auto got = json::read_msgpack(content.payload);
  require(!got.flaw);
  return document::parse(got.text);
}

// Empty, or what can stand in an answer.
void check_ack(const std::string& ack) {
  if (ack.empty()) return;
  require(ack.size() <= longest_ack);
  const auto id = document::parse(ack);
  require(id.is_number() || id.is_string());
}

void check_refusal(const codec& in, const bad_request& refused) {
  check_ack(refused.ack);
  const auto answer = said_in(*in.encode(refused));
  const auto& data = answer.at("data");
  if (refused.ack.empty()) {
    require(answer.at("event") == "error");
    require(data.at("code").is_string());
    return;
  }
  require(answer.at("ack") == document::parse(refused.ack));
  require(data.at("ok") == false);
  require(data.at("error").at("code").is_string());
}

void check(const codec& in, const decoded& got) {
  if (const auto* refused = std::get_if<bad_request>(&got))
    return check_refusal(in, *refused);
  const auto& asked = std::get<client_request>(got);
  require(!asked.event.empty());
  check_ack(asked.ack);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  static json::parser parser{64 << 10};
  const std::string_view input{reinterpret_cast<const char*>(data), size};
  const auto memory = padded(input);
  check(plain_json(), decode_plain_json(parser, {memory.data(), size}));
  check(msgpack(), decode_msgpack(parser, input));
  return 0;
}
