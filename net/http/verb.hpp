#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace parley::net::http {

/// The request methods that routes may use; everything else is `other`, which
/// no route accepts.
enum class verb : std::uint8_t {
  get,
  head,
  post,
  put,
  patch,
  del,
  options,
  other
};

/// The method as it stands in the request line; "OTHER" for `other`.
std::string_view to_string(verb method);

/// A set of methods, as the `Allow` header lists it.
class verb_set {
 public:
  void insert(verb method) { bits_ |= bit(method); }
  bool contains(verb method) const { return (bits_ & bit(method)) != 0; }
  bool empty() const { return bits_ == 0; }

  /// "GET, HEAD, OPTIONS": HEAD comes with GET, OPTIONS is always there.
  std::string allow() const;

 private:
  static unsigned bit(verb method) {
    return 1u << static_cast<unsigned>(method);
  }

  unsigned bits_ = 0;
};

}  // namespace parley::net::http
