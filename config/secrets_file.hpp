#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/result.hpp"

namespace parley::config {

struct kept_secrets {
  std::string jwt_secret;
  std::vector<std::string> warnings;
};

/// The secret in `<data>/secrets`, made at the first call. The file appears
/// complete and synced or not at all, with mode 0600; a laxer mode is mended
/// with a warning. Fails when it belongs to someone else, cannot be read or
/// written, or does not hold a secret.
core::result<kept_secrets> open_secrets_file(const std::filesystem::path& data);

}  // namespace parley::config
