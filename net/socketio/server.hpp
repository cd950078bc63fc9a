#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "net/engineio/session.hpp"
#include "net/http/request.hpp"
#include "net/json/reader.hpp"
#include "net/socketio/packet_reader.hpp"
#include "net/socketio/space.hpp"

namespace parley::net::socketio {

struct options {
  reader_limits limits;
  /// A connection without a namespace ends after this time.
  std::chrono::milliseconds connect_timeout{45'000};
};

/// The namespaces of one reactor. Knows nothing of what they are for.
class server {
 public:
  /// `with` and `parser` outlive it.
  server(const options& with, json::parser& parser)
      : options_(with), parser_(parser) {}

  /// `nsp` begins with a slash.
  void add(std::string nsp, std::shared_ptr<space> serves);
  /// Asked about namespaces that were not added; null: there is none.
  using pattern = std::function<std::shared_ptr<space>(std::string_view nsp)>;
  void add(pattern dynamic) { dynamic_ = std::move(dynamic); }

  space* find(std::string_view nsp);

  /// For `engineio::engine`.
  std::unique_ptr<engineio::session_owner> make_client(
      engineio::session& session, const http::request& head);

  const options& with() const { return options_; }
  json::parser& parser() { return parser_; }

 private:
  const options& options_;
  json::parser& parser_;
  std::unordered_map<std::string, std::shared_ptr<space>> spaces_;
  pattern dynamic_;
};

/// 20 characters nobody can guess.
std::string make_sid();

}  // namespace parley::net::socketio
