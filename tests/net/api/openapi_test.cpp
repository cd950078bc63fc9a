// net/api/openapi: which routes are described, and how.

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "net/api/openapi/document.hpp"

using namespace parley::net;
using namespace parley::net::api::openapi;
using Catch::Contains;
using http::verb;

namespace {

constexpr std::string_view bases[] = {"/api/groups", "/groups"};
constexpr operation operations[] = {
    {.method = verb::get,
     .path = "",
     .summary = "Groups",
     .answer = "200 [Group]",
     .query = "limit cursor"},
    {.method = verb::put,
     .path = "/:id",
     .summary = "Change one",
     .answer = "200 GroupView",
     .body = "GroupChange",
     .codes = "NAME_TAKEN"},
};
const std::vector<topic> topics{{"Groups", bases, operations}};

http::router router_with(std::vector<std::pair<verb, std::string>> routes) {
  http::router made;
  for (const auto& [method, path] : routes)
    made.add(method, path, {}, http::json_body);
  return made;
}

std::vector<std::pair<verb, std::string>> all_routes() {
  return {{verb::get, "/api/groups"},
          {verb::get, "/groups"},
          {verb::put, "/api/groups/:id"},
          {verb::put, "/groups/:id"}};
}

}  // namespace

TEST_CASE("openapi: each route is described, at each of its places",
          "[net][openapi]") {
  auto routes = router_with(all_routes());
  auto made = document_of(described_routes(topics, routes), "1.2.3");

  CHECK(made["paths"].size() == 4);
  auto put = made["paths"]["/api/groups/{id}"]["put"];
  CHECK(put["operationId"] == "putApiGroupsId");
  CHECK(put["parameters"][0]["$ref"] == "#/components/parameters/path.id");
  CHECK(put["security"][0].contains("bearer"));
  CHECK(put["requestBody"]["content"]["application/json"]["schema"]["$ref"] ==
        "#/components/schemas/GroupChange");
  CHECK(put["responses"]["409"]["$ref"] == "#/components/responses/NAME_TAKEN");
  CHECK(put["responses"].contains("429"));
  auto get = made["paths"]["/groups"]["get"];
  CHECK(get["parameters"].size() == 2);
  CHECK(made["components"]["schemas"].contains("GroupPage"));
  CHECK_FALSE(made["components"]["schemas"].contains("Welcome"));
}

TEST_CASE("openapi: a schema that extends another has both's members",
          "[net][openapi]") {
  auto view = known_schemas()["GroupView"];

  CHECK(view["properties"].contains("description"));
  CHECK(view["properties"].contains("role"));
  CHECK_FALSE(view.contains("x-extends"));
}

TEST_CASE("openapi: a route without a description is a mistake",
          "[net][openapi]") {
  auto all = all_routes();
  all.emplace_back(verb::post, "/api/forgotten");
  auto routes = router_with(all);

  CHECK_THROWS_WITH(described_routes(topics, routes),
                    Contains("POST /api/forgotten"));
}

TEST_CASE("openapi: a description without a route is a mistake",
          "[net][openapi]") {
  auto all = all_routes();
  all.pop_back();
  auto routes = router_with(all);

  CHECK_THROWS_WITH(described_routes(topics, routes),
                    Contains("PUT /groups/:id"));
}

TEST_CASE("openapi: files for browsers need no description", "[net][openapi]") {
  auto all = all_routes();
  all.emplace_back(verb::get, "/docs/page.js");
  all.emplace_back(verb::get, "/socket.io/socket.io.js");
  auto routes = router_with(all);

  CHECK(described_routes(topics, routes).size() == 4);
}

TEST_CASE("openapi: names that nobody knows are mistakes", "[net][openapi]") {
  auto [answer, body, query, codes] =
      GENERATE(table<std::string_view, std::string_view, std::string_view,
                     std::string_view>({{"200 Nobody", "", "", ""},
                                        {"200 Group", "Nobody", "", ""},
                                        {"200 Group", "", "nobody", ""},
                                        {"200 Group", "", "", "NOBODY"}}));
  const operation one[] = {{.method = verb::get,
                            .path = "/x",
                            .summary = "x",
                            .answer = answer,
                            .body = body,
                            .query = query,
                            .codes = codes}};
  constexpr std::string_view root[] = {""};
  std::vector<topic> wrong{{"X", root, one}};
  auto routes = router_with({{verb::get, "/x"}});
  auto described = described_routes(wrong, routes);

  CHECK_THROWS_AS(document_of(described, "1"), std::logic_error);
}

TEST_CASE("openapi: YAML quotes what it must and nests by two",
          "[net][openapi]") {
  auto value = nlohmann::ordered_json::parse(
      R"({"a": {"no": [1, "x: y\n", {"k": null}, [], {}]}, "b": [[true]]})");

  CHECK(to_yaml(value) ==
        "\"a\":\n  \"no\":\n    - 1\n    - \"x: y\\n\"\n    -\n"
        "      \"k\": null\n    - []\n    - {}\n\"b\":\n  -\n    - true\n");
}
