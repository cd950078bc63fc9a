#include <nlohmann/json.hpp>

#include "net/api/openapi/document.hpp"

namespace parley::net::api::openapi {

namespace {

using tree = nlohmann::ordered_json;

// JSON's texts and numbers are YAML's as well; so are its empty brackets.
bool fits_in_line(const tree& value) {
  return !value.is_structured() || value.empty();
}

void append(std::string& out, const tree& value, std::size_t depth);

// What follows a key or a dash: on the same line if it can be.
void append_below(std::string& out, const tree& value, std::size_t depth) {
  if (fits_in_line(value)) {
    out.append(" ").append(value.dump()).append("\n");
  } else {
    out += '\n';
    append(out, value, depth + 1);
  }
}

void append(std::string& out, const tree& value, std::size_t depth) {
  std::string indent(2 * depth, ' ');
  if (value.is_array()) {
    for (const auto& each : value) {
      out.append(indent).append("-");
      append_below(out, each, depth);
    }
    return;
  }
  for (const auto& [name, each] : value.items()) {
    out.append(indent).append(tree(name).dump()).append(":");
    append_below(out, each, depth);
  }
}

}  // namespace

std::string to_yaml(const tree& document) {
  std::string out;
  append(out, document, 0);
  return out;
}

}  // namespace parley::net::api::openapi
