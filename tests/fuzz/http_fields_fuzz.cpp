// Promises of the readers of single header fields: no value breaks them, a
// range lies within its thing, only a proxy that is trusted speaks for others,
// the name of a file is fit to be shown, and the answer to a WebSocket's
// handshake is ours alone.

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "net/http/bearer_token.hpp"
#include "net/http/file_name.hpp"
#include "net/http/media_type.hpp"
#include "net/http/selection.hpp"
#include "net/http/trusted_proxies.hpp"
#include "net/websocket/handshake.hpp"
#include "net/websocket/utf8.hpp"

namespace {

using namespace parley::net;

constexpr std::uint64_t whole_size = 1000;

void require(bool promise) {
  if (!promise) std::abort();
}

void check_selection(const http::request& asking) {
  const http::validators known{"\"tag\"", 784111777};
  const auto got = http::select(asking, known, whole_size);
  if (got.what != http::selection::kind::part) return;
  require(got.range.size > 0 && got.range.size <= whole_size);
  require(got.range.first <= whole_size - got.range.size);
}

void check_conditions(std::string_view value) {
  for (const auto* name : {"Range", "If-None-Match", "If-Modified-Since"}) {
    http::request asking;
    asking.headers.add(name, value);
    check_selection(asking);
  }
  http::request asking;
  asking.headers.add("Range", "bytes=10-19");
  asking.headers.add("If-Range", value);
  check_selection(asking);
}

void check_proxies(std::string_view forwarded_for) {
  constexpr std::size_t longest_address = 64;
  namespace ip = boost::asio::ip;
  static const http::trusted_proxies proxies{{"10.0.0.0/8", "::1"}};
  static const auto stranger = ip::make_address("192.0.2.1");
  static const auto proxy = ip::make_address("10.0.0.1");
  require(proxies.client(stranger, forwarded_for) == "192.0.2.1");
  const auto client = proxies.client(proxy, forwarded_for);
  require(!client.empty() && client.size() <= longest_address);
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

void check_file_name(std::string_view given) {
  const auto name = http::clean_file_name(given);
  require(!name.empty() && name.size() <= 200);
  require(name.find_first_of("/\\") == name.npos);
  require(std::none_of(name.begin(), name.end(), is_control));
  websocket::utf8_validator text;
  require(text.feed(name) && text.complete());
  for (const bool is_inline : {false, true})
    for (const char c : http::content_disposition(is_inline, name))
      require(c >= ' ' && c < 0x7f);
}

websocket::upgrade_request good_handshake() {
  return {.method = "GET",
          .version = "HTTP/1.1",
          .host = "server.example.com",
          .upgrade = "websocket",
          .connection = "Upgrade",
          .key = "dGhlIHNhbXBsZSBub25jZQ==",
          .websocket_version = "13",
          .protocols = {}};
}

void check_handshake(std::string_view value) {
  constexpr std::array<std::string_view, 2> offered{"chat", "parley.msgpack"};
  const websocket::deflate_policy deflate{.enabled = true};
  auto odd = good_handshake();
  odd.upgrade = odd.connection = odd.key = odd.websocket_version = value;
  (void)websocket::negotiate(odd, offered, deflate);

  auto good = good_handshake();
  good.protocols = good.extensions = value;
  const auto agreed = websocket::negotiate(good, offered, deflate);
  require(agreed.has_value());
  const auto* chosen =
      std::find(offered.begin(), offered.end(), agreed->protocol);
  require(agreed->protocol.empty() || chosen != offered.end());
  std::string answer;
  websocket::append_switching_protocols(answer, *agreed);
  require(answer.find("\r\n\r\n") == answer.size() - 4);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view value{reinterpret_cast<const char*>(data), size};
  check_conditions(value);
  check_proxies(value);
  check_file_name(value);
  check_handshake(value);
  (void)http::media_type_of(value);
  require(http::bearer_token(value).size() <= value.size());
  return 0;
}
