#include "actors/identity/password_hasher.hpp"

#include <crypt.h>
#include <openssl/crypto.h>

#include <caf/all.hpp>
#include <cstring>

#include "actors/house_rules.hpp"
#include "actors/identity/refresh_tokens.hpp"
#include "actors/messages/storage_orders.hpp"

namespace parley::actors {

core::result<std::string> bcrypt_hash(const std::string& plain, unsigned cost) {
  auto random = random_bytes(16);
  char setting[CRYPT_GENSALT_OUTPUT_SIZE];
  if (::crypt_gensalt_rn("$2b$", cost, random.data(),
                         static_cast<int>(random.size()), setting,
                         sizeof setting) == nullptr)
    return core::failure{core::errc::internal, "bcrypt is not available"};
  auto data = std::make_unique<crypt_data>();
  const char* hash = ::crypt_r(plain.c_str(), setting, data.get());
  if (hash == nullptr || hash[0] == '*')
    return core::failure{core::errc::internal, "bcrypt failed"};
  return std::string{hash};
}

unsigned bcrypt_cost_of(const std::string& hash) {
  bool ours = hash.size() == 60 && hash.starts_with("$2b$") && hash[6] == '$';
  if (!ours) return 0;
  return static_cast<unsigned>(hash[4] - '0') * 10 +
         static_cast<unsigned>(hash[5] - '0');
}

bool bcrypt_matches(const std::string& plain, const std::string& hash) {
  auto data = std::make_unique<crypt_data>();
  const char* again = ::crypt_r(plain.c_str(), hash.c_str(), data.get());
  if (again == nullptr || again[0] == '*') return false;
  auto size = std::strlen(again);
  return size == hash.size() && CRYPTO_memcmp(again, hash.data(), size) == 0;
}

namespace {

// Without a hash the answer is no, but it takes as long as any other: the time
// must not tell who has an account.
bool check(const verify_password& order, unsigned cost) {
  if (!order.hash.empty()) return bcrypt_matches(order.plain, order.hash);
  static_cast<void>(bcrypt_hash(order.plain, cost));
  return false;
}

}  // namespace

caf::behavior password_hasher(caf::event_based_actor* self, unsigned cost,
                              std::shared_ptr<core::admission> door) {
  follow_house_rules(self);
  return {
      [cost, door](const hash_password& order) {
        auto hash = bcrypt_hash(order.plain, cost);
        door->leave();
        return hash;
      },
      [cost, door](const verify_password& order) {
        bool matches = check(order, cost);
        door->leave();
        return core::result<bool>{matches};
      },
  };
}

}  // namespace parley::actors
