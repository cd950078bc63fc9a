// Promises of the JSON reader: no text breaks it, what it takes is JSON to
// another implementation too, what stands behind the text does not matter, and
// what is written again reads as the same; and of the shapes that bodies are
// held against: what passes is as its schema says.

#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "net/json/reader.hpp"
#include "net/json/shape.hpp"
#include "net/json/writer.hpp"

namespace {

using namespace parley::net;

constexpr std::size_t max_bytes = 64 << 10;

void require(bool promise) {
  if (!promise) std::abort();
}

// Every member is found again by its path and by its name.
void walk(const json::value& v) {
  (void)v.path();
  (void)v.as_unsigned();
  for (const auto& item : v.items()) {
    require(!item.path().empty());
    walk(item);
  }
}

void read_typed(const json::value& root) {
  auto object = root.as_object();
  if (!object.has_value()) return;
  auto text = object->string("a", {.max = 8, .min = 1});
  if (text.has_value()) require(!text->empty() && text->size() <= 8);
  (void)object->strings("b", {4, {8}});
  (void)object->optional_unsigned_integer("c", 100);
  auto raw = object->raw("d", 64);
  if (raw.has_value()) require(nlohmann::json::accept(*raw));
}

const auto schemas = nlohmann::ordered_json::parse(R"({
"Pet": {"type": "object", "required": ["a"], "properties": {
  "a": {"type": "string", "minLength": 1, "maxLength": 8}}},
"Body": {"type": "object", "required": ["a"], "properties": {
  "a": {"type": "string", "minLength": 1, "maxLength": 8},
  "b": {"type": "array", "maxItems": 4,
    "items": {"$ref": "#/components/schemas/Pet"}},
  "c": {"type": "integer", "maximum": 100},
  "d": {"enum": ["x", "y", null]},
  "e": {"type": "string", "format": "uuid"},
  "f": {"type": "boolean"}}}
})");

void check_shape(const json::value& root) {
  constexpr std::size_t most_flaws = 20;
  static const auto body = json::shape::of(schemas, "Body");
  const auto object = root.as_object();
  if (!object.has_value()) return;
  const auto fits = body->check(*object);
  if (fits.has_error()) {
    const auto flaws = fits.error().flaws;
    require(!flaws.empty() && flaws.size() <= most_flaws);
    return;
  }
  const auto a = root["a"].as_string();
  require(a && !a->empty() && a->size() <= 8);
  require(root["b"].size() <= 4);
  require(!object->has("c") || root["c"].as_unsigned().value_or(101) <= 100);
  for (const auto& pet : root["b"].items()) {
    const auto name = pet["a"].as_string();
    require(name && !name->empty());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  static json::parser parser{max_bytes};
  static json::parser second{max_bytes};
  std::string_view text{reinterpret_cast<const char*>(data), size};

  std::string quoted;
  json::append_string(quoted, text);
  require(nlohmann::json::accept(quoted));

  auto root = parser.parse(text);
  std::string padded{text};
  padded.append(json::parser::padding, '1');
  auto again = second.parse_padded(std::string_view{padded}.substr(0, size));
  require(root.has_value() == again.has_value());
  if (!root.has_value()) return 0;

  require(nlohmann::json::accept(parser.mended().value_or(text)));
  walk(*root);
  read_typed(*root);
  check_shape(*root);
  auto written = root->text();
  require(written == again->text());
  auto reread = second.parse(written);
  require(reread.has_value() && reread->text() == written);
  return 0;
}
