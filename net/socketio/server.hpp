#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "net/engineio/session.hpp"
#include "net/http/request.hpp"
#include "net/json/reader.hpp"
#include "net/socketio/packet_format.hpp"
#include "net/socketio/space.hpp"

namespace parley::net::socketio {

struct options {
  const packet_format* format = &text_packets();
  reader_limits limits;
  /// A connection without a namespace ends after this time.
  std::chrono::milliseconds connect_timeout{45'000};
  /// Clients choose the names of namespaces that a pattern allows.
  std::size_t max_made_spaces = 1'000;
};

/// The namespaces of one reactor. Knows nothing of what they are for.
class server {
 public:
  /// `with` and `parser` outlive it.
  server(const options& with, json::parser& parser)
      : options_(with), parser_(parser) {}

  /// `nsp` begins with a slash.
  void add(std::string nsp, std::shared_ptr<space> serves);
  /// Asked about namespaces that were not added; null: there is none. What it
  /// makes lives as long as somebody is in it, and longer while there are few.
  using pattern = std::function<std::shared_ptr<space>(std::string_view nsp)>;
  void add_pattern(pattern matches) { patterns_.push_back(std::move(matches)); }

  /// Null: there is none, or too many were made already.
  std::shared_ptr<space> find(std::string_view nsp);

  /// For `engineio::engine`.
  std::unique_ptr<engineio::session_owner> make_client(
      engineio::session& session, const http::request& head);

  const options& with() const { return options_; }
  json::parser& parser() { return parser_; }

 private:
  const options& options_;
  json::parser& parser_;
  using space_map = std::unordered_map<std::string, std::shared_ptr<space>>;

  std::shared_ptr<space> make(std::string_view nsp) const;
  void forget_empty();

  space_map spaces_;
  space_map made_;  ///< by patterns
  std::vector<pattern> patterns_;
};

/// 20 characters nobody can guess.
std::string make_sid();

}  // namespace parley::net::socketio
