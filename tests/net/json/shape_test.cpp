#include "net/json/shape.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "net/json/reader.hpp"

using namespace parley;
using namespace parley::net::json;

namespace {

const auto schemas = nlohmann::ordered_json::parse(R"({
"Id": {"type": "string", "format": "uuid"},
"Person": {"type": "object", "required": ["name"], "properties": {
  "name": {"type": "string", "minLength": 2, "maxLength": 4},
  "age": {"type": "integer", "minimum": 1, "maximum": 150},
  "glad": {"type": ["boolean", "null"]},
  "id": {"$ref": "#/components/schemas/Id"},
  "role": {"enum": ["admin", "user", null]},
  "pets": {"type": "array", "maxItems": 2,
    "items": {"type": "object", "required": ["kind"], "properties": {
      "kind": {"type": "string"}}}},
  "whatever": {}}}
})");

/// The refusal's text; empty: it fits.
std::string verdict(std::string_view text) {
  static const auto person = shape::of(schemas, "Person");
  static parser reader{1 << 16};
  auto checked = person->check(*reader.parse(text)->as_object());
  if (checked) return {};
  CHECK(checked.error().code == core::errc::invalid_request);
  return std::string{checked.error().message()};
}

}  // namespace

TEST_CASE("shape: what fits passes", "[net][json]") {
  auto good = GENERATE(
      R"({"name":"Ann"})", R"({"name":"Ann","unknown":[1]})",
      R"({"name":"Ann","age":null,"glad":null,"role":null,"pets":null})",
      R"({"name":"Ann","age":150,"glad":false,"role":"user"})",
      R"({"name":"Ann","id":"01890a5d-ac96-774b-bcce-b302099a8057"})",
      R"({"name":"Ann","pets":[{"kind":"cat","x":1},{"kind":""}]})",
      R"({"name":"Ann","whatever":{"a":[]}})");

  CHECK(verdict(good).empty());
}

TEST_CASE("shape: what does not is refused by its name", "[net][json]") {
  using row = std::pair<const char*, const char*>;
  auto [text, why] = GENERATE(
      row{R"({})", "name must be a string of 2 to 4 bytes"},
      row{R"({"name":null})", "name must be a string of 2 to 4 bytes"},
      row{R"({"name":"A"})", "name must be a string of 2 to 4 bytes"},
      row{R"({"name":"éé!"})", "name must be a string of 2 to 4 bytes"},
      row{R"({"name":5})", "name must be a string of 2 to 4 bytes"},
      row{R"({"name":"Ann","age":0})", "age must be an integer from 1 to 150"},
      row{R"({"name":"Ann","age":1.5})",
          "age must be an integer from 1 to 150"},
      row{R"({"name":"Ann","age":-1})", "age must be an integer from 1 to 150"},
      row{R"({"name":"Ann","glad":"yes"})", "glad must be true or false"},
      row{R"({"name":"Ann","id":"x"})", "id must be an id"},
      row{R"({"name":"Ann","role":"king"})", "role must be one of admin, user"},
      row{R"({"name":"Ann","pets":{}})",
          "pets must be a list of at most 2 elements"},
      row{R"({"name":"Ann","pets":[{},{},{}]})",
          "pets must be a list of at most 2 elements"},
      row{R"({"name":"Ann","pets":[{"kind":"cat"},{}]})",
          "pets[1].kind must be a string"},
      row{R"({"name":"Ann","pets":[7]})", "pets[0] must be an object"});

  CHECK(verdict(text) == why);
}

TEST_CASE("shape: a reference to nothing is a mistake", "[net][json]") {
  auto broken = nlohmann::ordered_json::parse(
      R"({"A": {"type": "object", "properties": {
            "b": {"$ref": "#/components/schemas/B"}}}})");

  CHECK_THROWS_AS(shape::of(broken, "A"), std::logic_error);
  CHECK_THROWS_AS(shape::of(broken, "C"), std::logic_error);
}

TEST_CASE("shape: tells all that is wrong, up to twenty flaws", "[net][json]") {
  static const auto person = shape::of(schemas, "Person");
  static parser reader{1 << 16};
  auto flaws_of = [](std::string_view text) {
    return person->check(*reader.parse(text)->as_object()).error().flaws;
  };

  CHECK(flaws_of(R"({"age":0,"glad":1,"pets":[{"kind":"cat"},{"kind":2}]})") ==
        std::vector<core::flaw>{{"name", "must be a string of 2 to 4 bytes"},
                                {"age", "must be an integer from 1 to 150"},
                                {"glad", "must be true or false"},
                                {"pets[1].kind", "must be a string"}});

  static const auto many = shape::of(nlohmann::ordered_json::parse(R"({
    "Many": {"type": "object", "properties": {
      "all": {"type": "array", "items": {"type": "string"}}}}})"),
                                     "Many");
  std::string numbers = R"({"all":[1)";
  for (int i = 0; i < 30; ++i) numbers += ",1";
  auto checked = many->check(*reader.parse(numbers + "]}")->as_object());
  CHECK(checked.error().flaws.size() == 20);
}
