#pragma once

#include <memory>

#include "actors/identity/access_tokens.hpp"
#include "config/secrets.hpp"
#include "config/settings.hpp"

namespace parley::app {

/// The keys of access tokens: those of JWT_KEY_FILE and JWT_JWKS_FILE, else the
/// secret. Fails with a sentence for the operator.
core::result<std::shared_ptr<actors::access_tokens>> open_tokens(
    const config::settings& from, const config::keyring& keys);

}  // namespace parley::app
