#include "net/api/openapi/samples.hpp"

#include <nlohmann/json.hpp>

namespace parley::net::api::openapi {

namespace {

using tree = nlohmann::ordered_json;

std::string type_of(const tree& schema) {
  auto type = schema.find("type");
  if (type == schema.end()) return "object";
  if (type->is_string()) return *type;
  return type->front() == "null" ? type->back() : type->front();
}

tree sample_text(const tree& schema) {
  auto format = schema.value("format", "");
  if (format == "uuid") return "01890a5d-ac96-774b-bcce-b302099a8057";
  if (format == "date-time") return "2026-01-01T12:00:00.000Z";
  return "text";
}

tree sample_object(const tree& schema, const tree& schemas) {
  auto made = tree::object();
  auto members = schema.value("properties", tree::object());
  for (const auto& [name, of] : members.items())
    made[name] = sample_of(of, schemas);
  return made;
}

}  // namespace

tree sample_of(const tree& schema, const tree& schemas) {
  if (auto to = schema.find("$ref"); to != schema.end()) {
    const auto& text = to->get_ref<const std::string&>();
    return sample_of(schemas.at(text.substr(text.rfind('/') + 1)), schemas);
  }
  for (auto shown : {"examples", "enum"})
    if (auto at = schema.find(shown); at != schema.end()) return at->front();
  for (auto shown : {"const", "default"})
    if (auto at = schema.find(shown); at != schema.end()) return *at;
  for (auto choice : {"anyOf", "allOf"})
    if (auto at = schema.find(choice); at != schema.end())
      return sample_of(at->back(), schemas);
  auto type = type_of(schema);
  if (type == "string") return sample_text(schema);
  if (type == "integer" || type == "number") return schema.value("minimum", 1);
  if (type == "boolean") return true;
  if (type == "object") return sample_object(schema, schemas);
  if (type != "array") return nullptr;
  auto made = tree::array();
  if (auto items = schema.find("items"); items != schema.end())
    made.push_back(sample_of(*items, schemas));
  return made;
}

}  // namespace parley::net::api::openapi
