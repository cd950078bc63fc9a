#include "net/api/openapi/responses.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>

#include "core/errc.hpp"
#include "net/api/openapi/samples.hpp"

namespace parley::net::api::openapi {

namespace {

using tree = nlohmann::ordered_json;
using core::errc;

const core::error_info& info_of(const std::string& code) {
  for (int i = 0; i <= static_cast<int>(errc::internal); ++i)
    if (const auto& info = core::describe(static_cast<errc>(i));
        info.code == code)
      return info;
  throw std::logic_error("there is no code " + code);
}

// What any route of its kind may answer.
std::vector<errc> usual_codes(const described_route& of) {
  using enum errc;
  std::vector<errc> all{invalid_request, internal,       busy,
                        draining,        storage_failed, unavailable};
  auto add = [&](bool holds, std::vector<errc> more) {
    if (holds) all.insert(all.end(), more.begin(), more.end());
  };
  const auto& options = of.target->options;
  add(of.what->open_to == access::users,
      {unauthorized, token_expired, token_revoked});
  add(of.target->pattern.find("/:") != std::string::npos, {not_found});
  add(options.rate != http::rate_class::nothing, {rate_limited});
  add(options.body == http::body_kind::json,
      {invalid_json, payload_too_large, unsupported_media, request_timeout});
  add(of.method != http::verb::get, {storage_full});
  return all;
}

std::map<int, std::vector<std::string>> codes_of(const described_route& of) {
  auto all = words_of(of.what->codes);
  for (auto code : usual_codes(of)) all.emplace_back(core::describe(code).code);
  std::ranges::sort(all);
  all.erase(std::unique(all.begin(), all.end()), all.end());
  std::map<int, std::vector<std::string>> by_status;
  for (const auto& code : all)
    by_status[info_of(code).http_status].push_back(code);
  return by_status;
}

tree number_header(const char* about) {
  return {{"description", about}, {"schema", {{"type", "integer"}}}};
}

tree rate_headers() {
  return {{"Retry-After", number_header("Seconds")},
          {"RateLimit-Limit", number_header("Requests in a burst")},
          {"RateLimit-Remaining", number_header("Requests that are left")},
          {"RateLimit-Reset", number_header("Seconds until all are back")}};
}

}  // namespace

tree reference(const std::string& kind, const std::string& name) {
  return {{"$ref", "#/components/" + kind + "/" + name}};
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> all;
  while (!text.empty()) {
    auto word = text.substr(0, text.find(' '));
    if (!word.empty()) all.emplace_back(word);
    text.remove_prefix(std::min(word.size() + 1, text.size()));
  }
  return all;
}

tree responses::of(const described_route& route) {
  std::map<int, tree> made;
  std::string_view rest = route.what->answer;
  while (!rest.empty()) {
    auto one = rest.substr(0, rest.find(", "));
    rest.remove_prefix(std::min(one.size() + 2, rest.size()));
    auto status = std::stoi(std::string{one.substr(0, 3)});
    made[status] = answer(one.substr(std::min<std::size_t>(4, one.size())),
                          route.what->summary);
  }
  for (const auto& [status, codes] : codes_of(route))
    if (!made.contains(status)) made[status] = refusal(codes);
  tree all;
  for (auto& [status, each] : made)
    all[std::to_string(status)] = std::move(each);
  return all;
}

tree responses::answer(std::string_view what, std::string_view about) {
  tree made{{"description", about}};
  if (what.empty()) return made;
  if (what.find('/') != std::string_view::npos) {
    made["content"][std::string{what}] = tree::object();
  } else if (what.starts_with('[')) {
    auto item = std::string{what.substr(1, what.size() - 2)};
    made["content"] = content_of(page_of(item));
  } else {
    made["content"] = content_of(std::string{what});
  }
  return made;
}

tree responses::content_of(const std::string& schema) {
  if (!schemas_.contains(schema)) throw std::logic_error("no schema " + schema);
  auto& example = examples_[schema];
  example = {{"value", sample_of(schemas_[schema], schemas_)}};
  tree media{{"schema", reference("schemas", schema)},
             {"examples", {{"sample", reference("examples", schema)}}}};
  return {{"application/json", std::move(media)}};
}

std::string responses::page_of(const std::string& schema) {
  auto name = schema + "Page";
  tree items{{"type", "array"}, {"items", reference("schemas", schema)}};
  tree next{{"type", "string"}, {"description", "The cursor of the next page"}};
  tree members{{"items", items}, {"next", next}};
  schemas_[name] = {{"type", "object"},
                    {"required", {"items"}},
                    {"additionalProperties", false},
                    {"properties", members}};
  return name;
}

tree responses::refusal(const std::vector<std::string>& codes) {
  std::string name;
  std::string about;
  for (const auto& code : codes) {
    name.append(name.empty() ? "" : ".").append(code);
    about.append(about.empty() ? "" : ", ").append(code);
  }
  tree narrow{{"properties", {{"code", {{"enum", codes}}}}}};
  tree schema{{"allOf", {reference("schemas", "Error"), narrow}}};
  const auto& info = info_of(codes.front());
  tree example{{"message", info.message},
               {"code", info.code},
               {"requestId", "01890a5d-ac96-774b-bcce-b302099a8057"}};
  tree media{{"schema", schema}, {"example", example}};
  auto& made = shared_[name];
  made = {{"description", about}, {"content", {{"application/json", media}}}};
  if (info.http_status == 429) made["headers"] = rate_headers();
  return reference("responses", name);
}

}  // namespace parley::net::api::openapi
