#include "actors/identity/key_refresher.hpp"

#include <algorithm>

#include "actors/curl_handle.hpp"
#include "actors/house_rules.hpp"
#include "actors/messages/storage_orders.hpp"
#include "config/logging.hpp"

namespace parley::actors {

namespace {

constexpr long key_set_seconds = 5;
constexpr std::size_t most_key_set = 64 << 10;

// A short write ends the transfer: a set that is cut would be another one.
std::size_t take_key_set(const char* from, std::size_t size, std::size_t count,
                         void* to) {
  auto& text = *static_cast<std::string*>(to);
  if (text.size() + size * count > most_key_set) return 0;
  text.append(from, size * count);
  return size * count;
}

core::result<std::string> fetch_text(const std::string& url,
                                     const std::atomic<bool>& stop) {
  curl_handle handle{curl_easy_init()};
  if (!handle) return core::failure{core::errc::unavailable};
  std::string text;
  auto set = [&](CURLoption option, auto value) {
    curl_easy_setopt(handle.get(), option, value);
  };
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_WRITEFUNCTION, take_key_set);
  set(CURLOPT_WRITEDATA, &text);
  set(CURLOPT_TIMEOUT, key_set_seconds);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_USERAGENT, "parley");
  heed(stop, handle.get());
  auto code = curl_easy_perform(handle.get());
  if (code == CURLE_ABORTED_BY_CALLBACK)
    return core::failure{core::errc::draining};
  long status = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  if (code != CURLE_OK)
    return core::failure{core::errc::unavailable, curl_easy_strerror(code)};
  if (status != 200)
    return core::failure{core::errc::unavailable,
                         "status " + std::to_string(status)};
  return text;
}

}  // namespace

fetch_keys_function key_set_at(std::string url,
                               std::shared_ptr<const std::atomic<bool>> stop) {
  start_curl();
  return [url = std::move(url),
          stop = std::move(stop)]() -> core::result<std::vector<token_key>> {
    auto text = fetch_text(url, *stop);
    if (!text) return text.error();
    return token_key::from_jwks(*text);
  };
}

caf::behavior key_refresher(caf::event_based_actor* self,
                            std::shared_ptr<access_tokens> tokens,
                            fetch_keys_function fetch, refresh_pauses pauses) {
  follow_house_rules(self);
  self->send(self, refresh_keys{});
  return {
      [self, tokens, fetch, pauses](const refresh_keys&) {
        auto keys = fetch();
        self->delayed_send(self, keys ? pauses.usual : pauses.after_failure,
                           refresh_keys{});
        if (keys) return tokens->accept(std::move(*keys));
        if (keys.error().code == core::errc::draining) return;
        config::log(config::log_level::warn, "JWT_JWKS_URL brings no keys",
                    {{"why", keys.error().message()}});
      },
      [self](const stop_storage&) {
        self->quit(caf::exit_reason::user_shutdown);
      },
  };
}

}  // namespace parley::actors
