#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>

#include "actors/identity/mail.hpp"

namespace parley::actors {

struct smtp_settings {
  std::string url;   ///< smtp://user:password@host:587 or smtps://…
  std::string from;  ///< "parley <no-reply@example.org>"
};

/// Whether mails go over TLS or not at all: a password never goes over a line
/// that others can read.
bool needs_tls(std::string_view url);

/// Hands mails to an SMTP server, by libcurl; blocks for half a minute at most.
/// TLS is required for whoever logs in to another machine, else taken where
/// the server offers it.
class smtp_client {
 public:
  /// `stop` breaks a delivery off within a second.
  smtp_client(smtp_settings settings,
              std::shared_ptr<const std::atomic<bool>> stop);

  struct outcome {
    bool delivered = false;
    bool worth_a_retry = false;  ///< not refused for good
    std::string why;             ///< without secrets
  };
  outcome deliver(const mail& what) const;

 private:
  smtp_settings settings_;
  std::shared_ptr<const std::atomic<bool>> stop_;
};

}  // namespace parley::actors
