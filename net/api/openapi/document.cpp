#include "net/api/openapi/document.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

#include "core/errc.hpp"
#include "net/api/event_schemas.hpp"
#include "net/api/openapi/responses.hpp"
#include "net/api/openapi/samples.hpp"

namespace parley::net::api::openapi {

namespace {

using tree = nlohmann::ordered_json;

// -- schemas ------------------------------------------------------------------

void extend(tree& schema, const tree& base) {
  auto required = base.value("required", tree::array());
  for (const auto& each : schema.value("required", tree::array()))
    required.push_back(each);
  auto members = base.at("properties");
  for (const auto& [name, value] : schema.at("properties").items())
    members[name] = value;
  if (!required.empty()) schema["required"] = required;
  schema["properties"] = members;
  schema.erase("x-extends");
}

void collect_references(const tree& at, std::set<std::string>& to,
                        const tree& schemas) {
  if (auto found = at.is_object() ? at.find("$ref") : at.end();
      at.is_object() && found != at.end()) {
    auto name = found->get<std::string>();
    name.erase(0, name.rfind('/') + 1);
    if (schemas.contains(name) && to.insert(name).second)
      collect_references(schemas[name], to, schemas);
  }
  if (at.is_structured())
    for (const auto& each : at) collect_references(each, to, schemas);
}

// -- operations ---------------------------------------------------------------

std::vector<std::string> segments_of(std::string_view path) {
  std::vector<std::string> all;
  while (!path.empty()) {
    path.remove_prefix(1);
    all.emplace_back(path.substr(0, path.find('/')));
    path.remove_prefix(all.back().size());
  }
  return all;
}

std::string template_of(std::string_view pattern) {
  std::string made;
  for (const auto& each : segments_of(pattern))
    made += each.starts_with(':') ? "/{" + each.substr(1) + "}" : "/" + each;
  return made;
}

std::string lower(std::string text) {
  for (auto& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

// getApiGroupsIdMembers
std::string operation_id(const described_route& of) {
  auto made = lower(std::string{http::to_string(of.method)});
  for (const auto& segment : segments_of(of.target->pattern)) {
    bool starts = true;
    for (char c : segment) {
      bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (is_letter) made += starts && c >= 'a' ? static_cast<char>(c - 32) : c;
      starts = !is_letter;
    }
  }
  return made;
}

// A form's fields are texts, whatever they hold.
bool is_plain_form(const tree& schema) {
  auto members = schema.value("properties", tree::object());
  return std::all_of(members.begin(), members.end(), [](const tree& member) {
    return member.value("type", tree{}) == "string";
  });
}

class author {
 public:
  author() : schemas_(known_schemas()), responses_(schemas_) {}

  tree write(std::span<const described_route> routes,
             std::string_view version) {
    tree paths = tree::object();
    for (const auto& each : routes)
      paths[template_of(each.target->pattern)]
           [lower(std::string{http::to_string(each.method)})] = write(each);
    tree made;
    made["openapi"] = "3.1.0";
    made["info"] = {
        {"title", "parley"},
        {"version", version},
        {"description",
         "What there is by requests; the events of the sockets "
         "are described at /asyncapi.json."},
        {"license",
         {{"name", "Apache License 2.0"}, {"identifier", "Apache-2.0"}}}};
    made["servers"] = tree::array({{{"url", "/"}}});
    made["paths"] = std::move(paths);
    made["components"] = components(made);
    return made;
  }

 private:
  tree write(const described_route& of) {
    tree made;
    made["operationId"] = operation_id(of);
    made["tags"] = {of.in->tag};
    made["summary"] = of.what->summary;
    made["security"] = tree::array();
    if (of.what->open_to == access::users)
      made["security"].push_back({{"bearer", tree::array()}});
    if (auto given = parameters_of(of); !given.empty())
      made["parameters"] = std::move(given);
    if (!of.what->body.empty()) made["requestBody"] = body_of(of.what->body);
    made["responses"] = responses_.of(of);
    return made;
  }

  tree parameters_of(const described_route& of) {
    auto made = tree::array();
    for (const auto& each : segments_of(of.target->pattern))
      if (each.starts_with(':'))
        made.push_back(parameter_named(each.substr(1), "path"));
    for (const auto& each : words_of(of.what->query))
      made.push_back(parameter_named(each, "query"));
    return made;
  }

  tree parameter_named(const std::string& name, const std::string& in) {
    auto known = parameters();
    auto found = std::ranges::find(known, name, &parameter::name);
    if (found == known.end())
      throw std::logic_error("no parameter " + name + " is described");
    auto& shared = parameters_[in + "." + name];
    shared = {{"name", name}, {"in", in}, {"description", found->about}};
    if (in == "path") shared["required"] = true;
    shared["schema"] = tree::parse(found->schema);
    return reference("parameters", in + "." + name);
  }

  tree body_of(std::string_view what) {
    if (what == "multipart/form-data") {
      tree file{{"type", "string"},
                {"contentMediaType", "application/octet-stream"}};
      tree form{{"type", "object"},
                {"required", {"file"}},
                {"properties", {{"file", file}}}};
      return {{"required", true}, {"content", {{what, {{"schema", form}}}}}};
    }
    auto name = std::string{what};
    if (!schemas_.contains(name)) throw std::logic_error("no schema " + name);
    tree made{{"required", schemas_[name].contains("required")},
              {"content", responses_.content_of(name)}};
    if (is_plain_form(schemas_[name]))
      made["content"]["application/x-www-form-urlencoded"] = {
          {"schema", reference("schemas", name)}};
    return made;
  }

  tree components(const tree& document) {
    tree made;
    made["securitySchemes"]["bearer"] = {
        {"type", "http"}, {"scheme", "bearer"}, {"bearerFormat", "JWT"}};
    made["parameters"] = parameters_;
    made["responses"] = responses_.shared();
    made["examples"] = responses_.examples();
    std::set<std::string> used;
    collect_references(document, used, schemas_);
    collect_references(made, used, schemas_);
    for (const auto& [name, schema] : schemas_.items())
      if (used.contains(name)) made["schemas"][name] = schema;
    return made;
  }

  tree schemas_;
  responses responses_;
  tree parameters_ = tree::object();
};

}  // namespace

tree known_schemas() {
  auto all = tree::parse(event_schemas());
  for (auto text : {identity_schemas(), room_schemas(), message_schemas(),
                    admin_schemas()}) {
    auto some = tree::parse(text);
    for (const auto& [name, schema] : some.items()) {
      if (all.contains(name))
        throw std::logic_error("there are two schemas " + name);
      all[name] = schema;
    }
  }
  for (auto& schema : all)
    if (auto base = schema.find("x-extends"); base != schema.end())
      extend(schema, all.at(base->get<std::string>()));
  return all;
}

tree document_of(std::span<const described_route> routes,
                 std::string_view version) {
  return author{}.write(routes, version);
}

}  // namespace parley::net::api::openapi
