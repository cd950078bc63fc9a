#include "net/api/turn_credentials.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "core/base64.hpp"

namespace parley::net::api {

turn_credentials turn_credentials::make(std::string_view secret,
                                        core::user_id user,
                                        core::timestamp until) {
  turn_credentials made;
  made.username =
      std::to_string(core::to_ms(until) / 1000).append(":").append(user.str());
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(made.username.data()),
       made.username.size(), mac, &size);
  core::append_base64(made.credential,
                      {reinterpret_cast<const char*>(mac), size});
  return made;
}

}  // namespace parley::net::api
