#pragma once

#include <atomic>
#include <caf/all.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "actors/identity/access_tokens.hpp"

namespace parley::actors {

using fetch_keys_function =
    std::function<core::result<std::vector<token_key>>()>;

/// Brings the keys of the JWK set (RFC 7517) at an http(s) address: 64 KiB at
/// most, no redirects. Blocks, 5 s at most, and a second at most once `stop` is
/// set: draining.
fetch_keys_function key_set_at(std::string url,
                               std::shared_ptr<const std::atomic<bool>> stop);

struct refresh_keys {};

struct refresh_pauses {
  std::chrono::seconds usual{300};
  std::chrono::seconds after_failure{15};
};

/// Lets `tokens` accept the keys that `fetch` brings, at once and again and
/// again. While they cannot be fetched the former ones stay. Blocks in `fetch`.
caf::behavior key_refresher(caf::event_based_actor* self,
                            std::shared_ptr<access_tokens> tokens,
                            fetch_keys_function fetch, refresh_pauses pauses);

}  // namespace parley::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::refresh_keys)
