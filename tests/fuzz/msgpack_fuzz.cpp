// Promises of the MessagePack reader: no bytes break it, what it makes of them
// is JSON to another implementation and not deeper than allowed, and what is
// written again reads as the same.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "net/json/msgpack.hpp"

namespace {

using namespace parley::net;

void require(bool promise) {
  if (!promise) std::abort();
}

std::size_t depth_of(const nlohmann::json& value) {
  if (!value.is_structured()) return 0;
  std::size_t deepest = 0;
  for (const auto& each : value) deepest = std::max(deepest, depth_of(each));
  return deepest + 1;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};

  const auto got = json::read_msgpack(bytes);

  require(got.flaw || !got.text.empty());
  if (got.text.empty()) return 0;
  const auto value = nlohmann::json::parse(got.text, nullptr, false);
  require(!value.is_discarded());
  require(depth_of(value) <= json::max_msgpack_depth);
  if (got.flaw) return 0;
  std::string again;
  json::append_msgpack(again, got.text);
  const auto reread = json::read_msgpack(again);
  require(!reread.flaw && nlohmann::json::parse(reread.text) == value);
  return 0;
}
