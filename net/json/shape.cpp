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

constexpr std::size_t most_flaws = 20;

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
  flaws found;
  check_members(document, found);
  if (found.empty()) return {};
  return core::failure{std::move(found)};
}

void shape::check_members(const object& of, flaws& found) const {
  for (const auto& each : members_) {
    if (of.has(each.name)) {
      each.value.check(of[each.name], found);
    } else if (each.required && found.size() < most_flaws) {
      found.push_back(of.refuse(each.name, each.value.must()).flaws.front());
    }
  }
}

void shape::check_items(value of, flaws& found) const {
  if (items_.empty()) return;
  for (const auto& each : of.items()) items_.front().check(each, found);
}

void shape::check(value at, flaws& found) const {
  if (found.size() == most_flaws) return;
  if (!fits(at)) {
    auto path = at.path();
    found.push_back({path.empty() ? "the body" : std::move(path), must()});
  } else if (kind_ == kind::list) {
    check_items(at, found);
  } else if (kind_ == kind::object) {
    check_members(*at.as_object(), found);
  }
}

// What is in a list or an object has flaws of its own.
bool shape::fits(value at) const {
  switch (kind_) {
    case kind::anything:
      break;
    case kind::text:
    case kind::id:
      return fits_text(at);
    case kind::number: {
      auto n = at.as_unsigned();
      return n && *n >= least_ && *n <= most_;
    }
    case kind::boolean:
      return at.as_boolean().has_value();
    case kind::list:
      return at.kind() == json::kind::array && at.size() <= most_;
    case kind::object:
      return at.kind() == json::kind::object;
  }
  return true;
}

bool shape::fits_text(value at) const {
  auto text = at.as_string();
  if (!text || text->size() < least_ || text->size() > most_) return false;
  if (kind_ == kind::id) return core::parse_uuid(*text).has_value();
  return names_.empty() || std::ranges::find(names_, *text) != names_.end();
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
