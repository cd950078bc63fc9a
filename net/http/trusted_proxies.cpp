#include "net/http/trusted_proxies.hpp"

#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/address_v6.hpp>
#include <charconv>
#include <optional>
#include <stdexcept>

#include "net/http/trim.hpp"

namespace parley::net::http {

namespace {

namespace ip = boost::asio::ip;

// IPv4 as ::ffff:a.b.c.d, so that one comparison serves both families.
ip::address_v6::bytes_type bytes_of(const ip::address& address) {
  if (address.is_v6()) return address.to_v6().to_bytes();
  return ip::make_address_v6(ip::v4_mapped, address.to_v4()).to_bytes();
}

// Asio's own goes through printf, and every request asks for this.
std::string text_of(const ip::address_v4& address) {
  char text[16];
  auto* at = text;
  for (auto byte : address.to_bytes()) {
    if (at != text) *at++ = '.';
    at = std::to_chars(at, std::end(text), byte).ptr;
  }
  return {text, at};
}

std::string text_of(const ip::address& address) {
  if (address.is_v4()) return text_of(address.to_v4());
  auto v6 = address.to_v6();
  if (v6.is_v4_mapped()) return text_of(ip::make_address_v4(ip::v4_mapped, v6));
  return v6.to_string();
}

// An entry is an address, sometimes with a port behind it or in brackets.
std::optional<ip::address> parse_hop(std::string_view hop) {
  if (hop.starts_with('[')) {
    hop = hop.substr(1, hop.find(']') - 1);
  } else if (hop.find('.') != std::string_view::npos) {
    hop = hop.substr(0, hop.find(':', hop.rfind('.')));
  }
  boost::system::error_code failed;
  auto address = ip::make_address(hop, failed);
  if (failed) return std::nullopt;
  return address;
}

bool same_prefix(const ip::address_v6::bytes_type& a,
                 const ip::address_v6::bytes_type& b, unsigned bits) {
  for (unsigned i = 0; i < 16 && bits > 0; ++i) {
    unsigned here = bits < 8 ? bits : 8;
    unsigned mask = 0xffu << (8 - here) & 0xffu;
    if (((a[i] ^ b[i]) & mask) != 0) return false;
    bits -= here;
  }
  return true;
}

}  // namespace

trusted_proxies::trusted_proxies(const std::vector<std::string>& entries) {
  for (std::string_view entry : entries) {
    auto slash = entry.find('/');
    boost::system::error_code failed;
    auto address = ip::make_address(entry.substr(0, slash), failed);
    unsigned width = !failed && address.is_v4() ? 32 : 128;
    unsigned bits = width;
    if (slash != std::string_view::npos) {
      auto digits = entry.substr(slash + 1);
      const auto* end = digits.data() + digits.size();
      auto [stop, status] = std::from_chars(digits.data(), end, bits);
      if (status != std::errc{} || stop != end) bits = width + 1;
    }
    if (failed || bits > width)
      throw std::invalid_argument("not an address or network: " +
                                  std::string{entry});
    networks_.push_back({bytes_of(address), bits + 128 - width});
  }
}

bool trusted_proxies::trusts(const ip::address& address) const {
  auto bytes = bytes_of(address);
  for (const auto& [prefix, bits] : networks_)
    if (same_prefix(bytes, prefix, bits)) return true;
  return false;
}

std::string trusted_proxies::client(const ip::address& peer,
                                    std::string_view forwarded_for) const {
  auto nearest = peer;
  while (!forwarded_for.empty() && trusts(nearest)) {
    auto comma = forwarded_for.rfind(',');
    auto at = comma == std::string_view::npos ? 0 : comma + 1;
    auto hop = parse_hop(trim(forwarded_for.substr(at)));
    // Whatever stands left of an unreadable entry proves nothing.
    if (!hop) break;
    nearest = *hop;
    forwarded_for = forwarded_for.substr(0, at == 0 ? 0 : comma);
  }
  return text_of(nearest);
}

}  // namespace parley::net::http
