#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "net/api/openapi/document.hpp"

namespace parley::net::api::openapi {

/// `{"$ref": "#/components/<kind>/<name>"}`
nlohmann::ordered_json reference(const std::string& kind,
                                 const std::string& name);

/// What blanks separate.
std::vector<std::string> words_of(std::string_view text);

/// Writes what routes answer, and keeps what many of them share.
class responses {
 public:
  using tree = nlohmann::ordered_json;

  /// Adds pages of things to `schemas`.
  explicit responses(tree& schemas) : schemas_(schemas) {}

  tree of(const described_route& route);
  /// JSON of this schema, with an example.
  tree content_of(const std::string& schema);

  const tree& shared() const { return shared_; }
  const tree& examples() const { return examples_; }

 private:
  tree answer(std::string_view what, std::string_view about);
  std::string page_of(const std::string& schema);
  tree refusal(const std::vector<std::string>& codes);

  tree& schemas_;
  tree shared_ = tree::object();
  tree examples_ = tree::object();
};

}  // namespace parley::net::api::openapi
