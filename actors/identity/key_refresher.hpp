#pragma once

#include <caf/all.hpp>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "actors/identity/access_tokens.hpp"

namespace parley::actors {

/// The keys of the JWK set (RFC 7517) at an http(s) address: 64 KiB at most,
/// no redirects. Blocks, 5 s at most.
core::result<std::vector<token_key>> fetch_key_set(const std::string& url);

using fetch_keys_function =
    std::function<core::result<std::vector<token_key>>()>;

struct refresh_keys {};

struct refresh_pauses {
  std::chrono::seconds usual{300};
  std::chrono::seconds after_failure{15};
};

/// Lets `tokens` accept the keys that `fetch` brings, again and again, first
/// after one pause: the usual one if they are there already. While they cannot
/// be fetched the former ones stay. Blocks in `fetch`.
caf::behavior key_refresher(caf::event_based_actor* self,
                            std::shared_ptr<access_tokens> tokens,
                            fetch_keys_function fetch, refresh_pauses pauses);

}  // namespace parley::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::refresh_keys)
