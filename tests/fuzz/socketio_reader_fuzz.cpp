// Promises of the Socket.IO reader: no sequence of messages breaks it, a
// binary packet has exactly the attachments it announced and not more bytes
// than allowed, and all placeholders that another JSON implementation finds
// are found.
//
// The input is a sequence of messages, each up to a byte 0xff; one that begins
// with a byte 0xfe is binary.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "net/socketio/packet_reader.hpp"

namespace {

using namespace parley::net;
using namespace parley::net::socketio;
using reference = nlohmann::json;

constexpr reader_limits limits{.packet = {.max_attachments = 3},
                               .max_attachment_bytes = 64};

void require(bool promise) {
  if (!promise) std::abort();
}

// The numbers of all placeholders.
void collect(const reference& value, std::vector<std::size_t>& numbers) {
  if (value.is_object() && value.contains("_placeholder") &&
      value["_placeholder"] == true) {
    const auto number = value.at("num").get<double>();
    require(number >= 0 && number < 3);
    numbers.push_back(static_cast<std::size_t>(number));
    return;
  }
  if (value.is_structured())
    for (const auto& child : value) collect(child, numbers);
}

void check(const received& found) {
  require((found.binary != nullptr) == is_binary(found.head.type));
  if (!found.binary) return;
  require(found.binary->frames.size() == found.head.attachments);
  std::size_t bytes = 0;
  for (const auto& frame : found.binary->frames) bytes += frame.size();
  require(bytes <= limits.max_attachment_bytes);

  std::vector<std::size_t> expected;
  for (auto arg : found.head.args) collect(reference::parse(arg), expected);
  std::vector<std::size_t> numbers;
  for (const auto& p : found.binary->placeholders) {
    require(p.argument < found.head.args.size());
    const auto arg = found.head.args[p.argument];
    require(p.text.data() >= arg.data() &&
            p.text.data() + p.text.size() <= arg.data() + arg.size());
    require(reference::parse(p.text).at("_placeholder") == true);
    numbers.push_back(p.attachment);
  }
  std::sort(expected.begin(), expected.end());
  std::sort(numbers.begin(), numbers.end());
  // A member that a later one of the same name replaces is found only here.
  require(std::includes(numbers.begin(), numbers.end(), expected.begin(),
                        expected.end()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  static json::parser parser{64 << 10};
  std::string_view rest{reinterpret_cast<const char*>(data), size};
  packet_reader reader{limits};
  while (!rest.empty()) {
    const auto message = rest.substr(0, rest.find('\xff'));
    rest.remove_prefix(std::min(message.size() + 1, rest.size()));
    const bool is_binary_message = message.starts_with('\xfe');
    // Freed before a binary packet is looked at, which owns what it needs.
    auto memory =
        std::make_unique<std::string>(message.substr(is_binary_message));
    const auto length = memory->size();
    memory->append(json::parser::padding, ']');
    const auto view = std::string_view{*memory}.substr(0, length);
    const bool was_due = reader.mid_packet();
    const auto found = is_binary_message ? reader.feed_binary(view)
                                         : reader.feed_text(view, parser);
    require(found.has_error() || is_binary_message == was_due);
    if (found.has_error()) break;
    require(found->has_value() != reader.mid_packet());
    if (!*found) continue;
    if ((*found)->binary) memory.reset();
    check(**found);
  }
  return 0;
}
