#pragma once

#include <boost/asio/ip/address.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace parley::net::http {

/// Decides whose word about the client's address counts.
class trusted_proxies {
 public:
  /// Addresses or networks (`10.0.0.0/8`). Throws `std::invalid_argument` for
  /// anything else: a configuration error that must stop the start.
  explicit trusted_proxies(const std::vector<std::string>& entries = {});

  bool empty() const { return networks_.empty(); }

  /// The client's address in text. From a trusted peer the nearest untrusted
  /// entry of `X-Forwarded-For`, read from the right; otherwise the peer's.
  std::string client(const boost::asio::ip::address& peer,
                     std::string_view forwarded_for) const;

 private:
  struct network {
    boost::asio::ip::address_v6::bytes_type prefix;
    unsigned bits;
  };

  bool trusts(const boost::asio::ip::address& address) const;

  std::vector<network> networks_;
};

}  // namespace parley::net::http
