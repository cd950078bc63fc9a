#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.hpp"

namespace parley::actors {

/// Time-based one-time passwords as authenticators make them: RFC 6238 with
/// SHA-1, six digits and steps of 30 s.
std::string totp_code(std::string_view secret, std::uint64_t step);
std::uint64_t totp_step(core::timestamp at);

/// The step whose code this is: the present one, or one beside it, for clocks
/// that are a little off. Takes the same time for every code.
std::optional<std::uint64_t> match_totp(std::string_view secret,
                                        std::string_view code,
                                        core::timestamp now);

/// A new secret, raw bytes (RFC 4226 section 4: as long as the hash).
std::string make_totp_secret();
/// RFC 4648 section 6, without padding, as people type it.
std::string to_base32(std::string_view bytes);
/// What authenticators read from a QR code.
std::string totp_uri(std::string_view secret, std::string_view account);

/// Ten codes for when the authenticator is lost, like "k4xw7-9qmd2".
std::vector<std::string> make_recovery_codes();
/// What is kept of one, however it was typed.
std::string recovery_hash(std::string_view code);

}  // namespace parley::actors
