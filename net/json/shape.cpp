#include "net/json/shape.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace parley::net::json {

namespace {

using schema_text = nlohmann::ordered_json;

constexpr std::string_view reference_start = "#/components/schemas/";

const schema_text& resolve(const schema_text& schema,
                           const schema_text& schemas) {
  auto to = schema.find("$ref");
  if (to == schema.end()) return schema;
  const auto& text = to->get_ref<const std::string&>();
  auto name = text.starts_with(reference_start)
                  ? text.substr(reference_start.size())
                  : text;
  auto found = schemas.find(name);
  if (found == schemas.end())
    throw std::logic_error("a schema refers to " + text);
  return resolve(*found, schemas);
}

// The type beside null.
std::string type_of(const schema_text& schema) {
  auto type = schema.find("type");
  if (type == schema.end()) return schema.contains("enum") ? "string" : "";
  if (type->is_string()) return *type;
  for (const auto& each : *type)
    if (each != "null") return each;
  return "";
}

bool lists(const schema_text& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

core::failure refuse(value at, std::string_view must) {
  auto text = at.path();
  if (text.empty()) text = "the body";
  return {core::errc::invalid_request, text.append(" ").append(must)};
}

}  // namespace

std::shared_ptr<const shape> shape::of(const schema_text& schemas,
                                       const std::string& name) {
  auto found = schemas.find(name);
  if (found == schemas.end()) throw std::logic_error("no schema " + name);
  return std::make_shared<const shape>(read(*found, schemas));
}

shape shape::read(const schema_text& from, const schema_text& schemas) {
  const auto& schema = resolve(from, schemas);
  shape made;
  auto type = type_of(schema);
  if (type == "string") {
    made.kind_ = schema.value("format", "") == "uuid" ? kind::id : kind::text;
    made.least_ = schema.value("minLength", std::uint64_t{0});
    made.most_ = schema.value("maxLength", UINT64_MAX);
    for (const auto& each : schema.value("enum", schema_text::array()))
      if (each.is_string()) made.names_.push_back(each);
  } else if (type == "integer") {
    made.kind_ = kind::number;
    made.least_ = schema.value("minimum", std::uint64_t{0});
    made.most_ = schema.value("maximum", UINT64_MAX);
  } else if (type == "boolean") {
    made.kind_ = kind::boolean;
  } else if (type == "array") {
    made.kind_ = kind::list;
    made.most_ = schema.value("maxItems", UINT64_MAX);
    if (auto items = schema.find("items"); items != schema.end())
      made.items_.push_back(read(*items, schemas));
  } else if (type == "object") {
    made.kind_ = kind::object;
    auto required = schema.value("required", schema_text::array());
    auto members = schema.value("properties", schema_text::object());
    for (const auto& [name, value] : members.items())
      made.members_.push_back(
          {name, lists(required, name), read(value, schemas)});
  }
  return made;
}

core::result<void> shape::check(const object& document) const {
  for (const auto& each : members_) {
    auto found = document[each.name];
    if (document.has(each.name)) {
      if (auto ok = each.value.check(found); !ok) return ok;
    } else if (each.required) {
      return document.refuse(each.name, each.value.must());
    }
  }
  return {};
}

core::result<void> shape::check(value at) const {
  switch (kind_) {
    case kind::anything:
      return {};
    case kind::text:
    case kind::id:
      return check_text(at);
    case kind::number:
      if (auto n = at.as_unsigned(); n && *n >= least_ && *n <= most_)
        return {};
      return refuse(at, must());
    case kind::boolean:
      if (at.as_boolean()) return {};
      return refuse(at, must());
    case kind::list:
      return check_list(at);
    case kind::object:
      break;
  }
  auto object = at.as_object();
  if (!object) return refuse(at, must());
  return check(*object);
}

bool shape::is_one_of(std::string_view text) const {
  return names_.empty() || std::ranges::find(names_, text) != names_.end();
}

core::result<void> shape::check_text(value at) const {
  auto text = at.as_string();
  bool fits = text && text->size() >= least_ && text->size() <= most_ &&
              is_one_of(*text);
  if (fits && (kind_ != kind::id || core::parse_uuid(*text))) return {};
  return refuse(at, must());
}

core::result<void> shape::check_list(value at) const {
  if (at.kind() != json::kind::array || at.size() > most_)
    return refuse(at, must());
  if (items_.empty()) return {};
  for (const auto& each : at.items())
    if (auto ok = items_.front().check(each); !ok) return ok;
  return {};
}

std::string shape::must() const {
  auto bounds = std::to_string(least_) + " to " + std::to_string(most_);
  switch (kind_) {
    case kind::anything:
      break;
    case kind::id:
      return "must be an id";
    case kind::number:
      return "must be an integer from " + bounds;
    case kind::boolean:
      return "must be true or false";
    case kind::list:
      return most_ == UINT64_MAX ? "must be an array"
                                 : "must be a list of at most " +
                                       std::to_string(most_) + " elements";
    case kind::object:
      return "must be an object";
    case kind::text:
      if (names_.empty() && most_ == UINT64_MAX) return "must be a string";
      if (names_.empty()) {
        auto most = "at most " + std::to_string(most_);
        return "must be a string of " + (least_ == 0 ? most : bounds) +
               " bytes";
      }
      std::string text = "must be one of";
      for (const auto& each : names_)
        text.append(each == names_.front() ? " " : ", ").append(each);
      return text;
  }
  return "is missing";
}

}  // namespace parley::net::json
