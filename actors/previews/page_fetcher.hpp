#pragma once

#include <memory>
#include <string>
#include <vector>

#include "actors/previews/page_summary.hpp"
#include "core/result.hpp"

namespace parley::actors {

/// Fetches pages of the internet, and only of the internet: every address that
/// is connected to, of redirects as well, must be public and its port 80 or
/// 443, as seen when the connection is made, so that no name that changes its
/// address leads inside. Nothing is sent but the request. Blocks.
class page_fetcher {
 public:
  struct settings {
    /// `address:port` that may be connected to although it is not public.
    std::vector<std::string> also_allowed;
  };

  explicit page_fetcher(settings with);

  /// invalid_request: no http(s) address; forbidden: leads inside; not_found:
  /// no page, or none with a title; unavailable: did not answer in time.
  core::result<page_summary> fetch(const std::string& url) const;

 private:
  settings settings_;
};

}  // namespace parley::actors
