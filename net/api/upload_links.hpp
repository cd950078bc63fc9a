#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/ids.hpp"
#include "core/result.hpp"
#include "core/time.hpp"
#include "net/http/url.hpp"

namespace parley::net::api {

/// Links that let whoever has them read one upload: an <img> sends no token.
class upload_links {
 public:
  /// `key`: for this purpose alone.
  upload_links(std::string key, std::chrono::seconds life)
      : key_(std::move(key)), life_(life) {}

  /// Without a signature: readable with a token.
  static std::string plain(core::upload_id id);

  /// For an avatar: as long as that is there.
  std::string lasting(core::upload_id id) const;

  /// The query of a link that lives for at least `life`, a quarter more at
  /// most: the same for a while, so that browsers may cache what is behind it.
  std::string passing_query(core::upload_id id, core::timestamp now) const;

  /// Whether the query signs for this upload; forbidden otherwise.
  core::result<void> check(core::upload_id id, bool is_avatar,
                           const http::query_params& query,
                           core::timestamp now) const;

 private:
  std::string sign(core::upload_id id, std::string_view until) const;

  std::string key_;
  std::chrono::seconds life_;
};

}  // namespace parley::net::api
