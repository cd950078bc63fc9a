#include "net/http/form.hpp"

#include <nlohmann/json.hpp>

#include "net/http/url.hpp"

namespace parley::net::http {

core::result<std::string> form_to_json(std::string_view form) {
  auto pairs = parse_query(form);
  if (!pairs) return pairs.error();
  auto object = nlohmann::json::object();
  for (const auto& [name, value] : *pairs) {
    auto& field = object[name];
    if (field.is_null()) {
      field = value;
    } else if (field.is_array()) {
      field.push_back(value);
    } else {
      field = nlohmann::json::array({std::move(field), value});
    }
  }
  return object.dump();
}

}  // namespace parley::net::http
