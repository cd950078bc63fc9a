#include "net/http/form.hpp"

#include <catch2/catch.hpp>

#include "net/http/media_type.hpp"

using namespace parley::net::http;

TEST_CASE("form: flat pairs become a JSON object", "[net][http]") {
  struct row {
    std::string_view form, json;
  };
  auto [form, json] = GENERATE(values<row>({
      {"", "{}"},
      {"a=1", R"({"a":"1"})"},
      {"a=1&b=two+words", R"({"a":"1","b":"two words"})"},
      {"a=1&a=2&a=3", R"({"a":["1","2","3"]})"},
      {"q=%22%5C%0A", R"({"q":"\"\\\n"})"},
      {"a[b]=1", R"({"a[b]":"1"})"},
      {"flag", R"({"flag":""})"},
      {"__proto__=1", R"({"__proto__":"1"})"},
  }));
  CAPTURE(form);

  auto converted = form_to_json(form);

  REQUIRE(converted.has_value());
  CHECK(*converted == json);
}

TEST_CASE("form: a badly encoded form is refused", "[net][http]") {
  auto form = GENERATE("a=%", "a=%ff", "%zz=1", "a=%00");
  CHECK_FALSE(form_to_json(form).has_value());
}

TEST_CASE("media type: JSON and forms in UTF-8 are read", "[net][http]") {
  struct row {
    std::string_view text;
    media_type expected;
  };
  auto [text, expected] = GENERATE(values<row>({
      {"application/json", media_type::json},
      {"Application/JSON; charset=UTF-8", media_type::json},
      {"application/json;charset=\"utf-8\"", media_type::json},
      {"application/problem+json", media_type::json},
      {"application/x-www-form-urlencoded", media_type::form},
      {"application/json; charset=utf-16", media_type::other},
      {"application/jsonp", media_type::other},
      {"text/plain", media_type::other},
      {"text/json+json", media_type::other},
      {"", media_type::other},
  }));
  CAPTURE(text);
  CHECK(media_type_of(text) == expected);
}
