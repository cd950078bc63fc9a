#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.hpp"

namespace parley::net::http {

/// Decoded `name=value` pairs in their order; names may repeat.
class query_params {
 public:
  void add(std::string name, std::string value) {
    pairs_.emplace_back(std::move(name), std::move(value));
  }

  /// The first value of this name.
  std::optional<std::string_view> get(std::string_view name) const;

  /// Every value of this name in order.
  std::vector<std::string_view> all(std::string_view name) const;

  auto begin() const { return pairs_.begin(); }
  auto end() const { return pairs_.end(); }
  std::size_t size() const { return pairs_.size(); }

 private:
  std::vector<std::pair<std::string, std::string>> pairs_;
};

/// Decoded path parameters by the name they have in the route's pattern. The
/// names belong to the router.
class path_params {
 public:
  void add(std::string_view name, std::string value) {
    pairs_.emplace_back(name, std::move(value));
  }
  std::optional<std::string_view> get(std::string_view name) const;
  std::size_t size() const { return pairs_.size(); }

 private:
  std::vector<std::pair<std::string_view, std::string>> pairs_;
};

/// A request target cut in two; both halves still percent-encoded.
struct target_parts {
  std::string_view path;   ///< begins with "/", or is "*"
  std::string_view query;  ///< without the "?"
};

/// Cuts origin-form, absolute-form (`http://host/path`) and `*`; anything else,
/// and a fragment, is `invalid_request`. The views point into `target`.
core::result<target_parts> split_target(std::string_view target);

/// `plus_is_space` for queries and forms. Fails on a `%` without two hex
/// digits, on an encoded NUL and on text that is not UTF-8.
core::result<std::string> percent_decode(std::string_view text,
                                         bool plus_is_space = false);

/// Decoded segments of a path. `.` and `..` are resolved after decoding, so
/// `%2e%2e` climbs no further than `..` does; above the root is a failure, as
/// is a control character. One trailing slash is dropped.
core::result<std::vector<std::string>> split_path(std::string_view path);

/// Pairs of a query or an urlencoded form. More than 1000 pairs is a failure.
core::result<query_params> parse_query(std::string_view text);

}  // namespace parley::net::http
