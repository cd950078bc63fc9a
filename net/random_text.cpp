#include "net/random_text.hpp"

#include <openssl/rand.h>

#include <stdexcept>

#include "core/base64.hpp"

namespace parley::net {

std::string random_text(std::size_t characters) {
  std::string bytes((characters * 6 + 7) / 8, '\0');
  auto* to = reinterpret_cast<unsigned char*>(bytes.data());
  if (::RAND_bytes(to, static_cast<int>(bytes.size())) != 1)
    throw std::runtime_error("no random bytes");
  auto text = core::to_base64url(bytes);
  text.resize(characters);
  return text;
}

}  // namespace parley::net
