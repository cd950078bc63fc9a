#include "net/json/object.hpp"

#include <catch2/catch.hpp>

#include "net/json/reader.hpp"

using namespace parley;
using namespace parley::net;
using core::errc;

namespace {

enum class colour { red, green };

constexpr json::enum_name<colour> colours[] = {
    {"red", colour::red},
    {"green", colour::green},
};

class fixture {
 public:
  json::object parse(std::string_view text) {
    return *parser_.parse(text)->as_object();
  }

 private:
  json::parser parser_{1 << 20};
};

template <class T>
std::string message(const core::result<T>& found) {
  if (found) return "no failure";
  REQUIRE(found.error().code == errc::invalid_request);
  return found.error().detail;
}

}  // namespace

TEST_CASE_METHOD(fixture, "json object: strings obey their lengths in bytes",
                 "[net][json]") {
  auto o = parse(R"({"s":"é4567","empty":"","n":1,"none":null})");

  CHECK(*o.string("s", {6}) == "é4567");
  CHECK(message(o.string("s", {5})) == "s must be a string of at most 5 bytes");
  CHECK(*o.string("empty", {5}) == "");
  CHECK(message(o.string("empty", {.max = 5, .min = 1})) ==
        "empty must be a string of 1 to 5 bytes");
  for (auto key : {"n", "none", "missing"})
    CHECK_FALSE(o.string(key, {100}).has_value());
  CHECK(o.string("missing", {100}).error().code == errc::invalid_request);
}

TEST_CASE_METHOD(fixture, "json object: optional members may be null",
                 "[net][json]") {
  auto o = parse(R"({"none":null,"wrong":[]})");

  for (auto key : {"none", "missing"}) {
    CHECK(o.optional_string(key, {9})->has_value() == false);
    CHECK(o.optional_unsigned_integer(key)->has_value() == false);
    CHECK(o.optional_boolean(key)->has_value() == false);
    CHECK(o.optional_id<core::room_id>(key)->has_value() == false);
    CHECK(o.optional_one_of(key, colours)->has_value() == false);
    CHECK(o.optional_child(key)->has_value() == false);
    CHECK(o.strings(key, {1, {1}})->empty());
    CHECK(o.ids<core::user_id>(key, 1)->empty());
  }
  CHECK_FALSE(o.optional_string("wrong", {9}).has_value());
  CHECK_FALSE(o.optional_unsigned_integer("wrong").has_value());
  CHECK_FALSE(o.optional_boolean("wrong").has_value());
  CHECK_FALSE(o.optional_id<core::room_id>("wrong").has_value());
  CHECK_FALSE(o.optional_one_of("wrong", colours).has_value());
  CHECK_FALSE(o.optional_child("wrong").has_value());
}

TEST_CASE_METHOD(fixture, "json object: integral doubles are integers",
                 "[net][json]") {
  auto o = parse(R"({"a":5,"b":5.0,"c":5e2,"d":9007199254740992.0,"z":-0.0,
                     "max":18446744073709551615})");
  CHECK(*o.unsigned_integer("a") == 5);
  CHECK(*o.unsigned_integer("b") == 5);
  CHECK(*o.unsigned_integer("c") == 500);
  CHECK(*o.unsigned_integer("d") == 9007199254740992U);
  CHECK(*o.unsigned_integer("z") == 0);
  CHECK(*o.unsigned_integer("max") == UINT64_MAX);
  CHECK(*o.unsigned_integer("a", 5) == 5);
  CHECK(message(o.unsigned_integer("a", 4)) ==
        "a must be an integer from 0 to 4");
}

TEST_CASE_METHOD(fixture, "json object: what is no unsigned integer is refused",
                 "[net][json]") {
  auto o = parse(R"({"a":-1,"b":5.5,"c":1e30,"d":"5","e":true,"f":null,
                     "g":-1.0,"h":18446744073709551616.0,
                     "i":9007199254740994.0,"j":1e18})");
  for (auto key :
       {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "missing"}) {
    CAPTURE(key);
    CHECK_FALSE(o.unsigned_integer(key).has_value());
  }
}

TEST_CASE_METHOD(fixture, "json object: only true and false are booleans",
                 "[net][json]") {
  auto o = parse(R"({"t":true,"f":false,"one":1,"s":"true"})");
  CHECK(*o.boolean("t") == true);
  CHECK(*o.boolean("f") == false);
  CHECK(**o.optional_boolean("f") == false);
  CHECK(message(o.boolean("one")) == "one must be true or false");
  CHECK_FALSE(o.boolean("s").has_value());
}

TEST_CASE_METHOD(fixture, "json object: ids are UUIDs", "[net][json]") {
  auto id = core::room_id::make();
  auto text = R"({"id":")" + id.str() + R"(","bad":"42","list":[")" + id.str() +
              R"("],"mixed":[")" + id.str() + R"(","x"]})";
  auto o = parse(text);

  CHECK(*o.id<core::room_id>("id") == id);
  CHECK(**o.optional_id<core::room_id>("id") == id);
  CHECK(message(o.id<core::room_id>("bad")) == "bad must be an id");
  CHECK_FALSE(o.id<core::room_id>("missing").has_value());
  CHECK(*o.ids<core::room_id>("list", 1) == std::vector{id});
  CHECK(message(o.ids<core::room_id>("list", 0)) ==
        "list must be a list of at most 0 ids");
  CHECK_FALSE(o.ids<core::room_id>("mixed", 5).has_value());
}

TEST_CASE_METHOD(fixture, "json object: an enumeration is read by its names",
                 "[net][json]") {
  auto o = parse(R"({"c":"green","bad":"blue","n":1})");
  CHECK(*o.one_of("c", colours) == colour::green);
  CHECK(**o.optional_one_of("c", colours) == colour::green);
  CHECK(message(o.one_of("bad", colours)) == "bad must be one of red, green");
  CHECK_FALSE(o.one_of("n", colours).has_value());
  CHECK_FALSE(o.one_of("missing", colours).has_value());
}

TEST_CASE_METHOD(fixture, "json object: lists obey both limits",
                 "[net][json]") {
  auto o = parse(R"({"l":["a","bcd"],"mixed":["a",1],"text":"a"})");
  CHECK(*o.strings("l", {2, {3}}) == std::vector<std::string_view>{"a", "bcd"});
  CHECK(message(o.strings("l", {1, {3}})) ==
        "l must be a list of at most 1 strings of at most 3 bytes");
  CHECK_FALSE(o.strings("l", {2, {2}}).has_value());
  CHECK_FALSE(o.strings("mixed", {2, {9}}).has_value());
  CHECK_FALSE(o.strings("text", {2, {9}}).has_value());
}

TEST_CASE_METHOD(fixture, "json object: failures name the member by its path",
                 "[net][json]") {
  auto o = parse(R"({"x":[0,{"y":{"a":[],"z":1}}],"data":{"content":7}})");

  CHECK(message(o.child("data")->string("content", {.max = 32768})) ==
        "data.content must be a string of at most 32768 bytes");
  auto y = *o["x"].at(1)["y"].as_object();
  CHECK(message(y.boolean("z")) == "x[1].y.z must be true or false");
  CHECK(message(y.boolean("missing")) ==
        "x[1].y.missing must be true or false");
  CHECK(message(o.child("x")) == "x must be an object");
  CHECK(message(o["x"].at(0).as_object()) == "x[0] must be an object");
  CHECK(y.refuse("z", "must be red").detail == "x[1].y.z must be red");
}

TEST_CASE_METHOD(fixture, "json object: every place knows its own path",
                 "[net][json]") {
  auto o = parse(
      R"({"a":{},"b":[],"c":{"d":[[1,2],{"e":null}]},"f":"","g":1.5,"h":2})");
  CHECK(o["a"].path() == "a");
  CHECK(o["b"].path() == "b");
  CHECK(o["c"].path() == "c");
  CHECK(o["c"]["d"].at(0).at(1).path() == "c.d[0][1]");
  CHECK(o["c"]["d"].at(1)["e"].path() == "c.d[1].e");
  CHECK(o["f"].path() == "f");
  CHECK(o["h"].path() == "h");
}

TEST_CASE_METHOD(fixture, "json object: raw gives a member as compact JSON",
                 "[net][json]") {
  auto o = parse(R"({"m": { "k" : [ 1 , 2.50 ] }, "none": null})");
  CHECK(*o.raw("m", 100) == R"({"k":[1,2.5]})");
  CHECK(*o.raw("m", 13) == R"({"k":[1,2.5]})");
  CHECK(message(o.raw("m", 12)) == "m must be JSON of at most 12 bytes");
  CHECK(*o.raw("none", 100) == "null");
  CHECK(message(o.raw("missing", 100)) == "missing is missing");
  CHECK(o.optional_raw("missing", 100)->has_value() == false);
}

TEST_CASE_METHOD(fixture, "json value: what is not there is absent",
                 "[net][json]") {
  auto o = parse(R"({"l":[1],"n":1})");
  CHECK(o["missing"].absent());
  CHECK(o["missing"]["deeper"].at(3).absent());
  CHECK(o["l"].at(1).absent());
  CHECK(o["n"].at(0).absent());
  CHECK(o["l"]["key"].absent());
  CHECK(json::value{}.text().empty());
  CHECK(json::value{}.size() == 0);
  CHECK_FALSE(json::value{}.as_object().has_value());
  CHECK_FALSE(o["n"].absent());
}

TEST_CASE_METHOD(fixture, "json value: kinds are told apart", "[net][json]") {
  using enum json::kind;
  auto o = parse(
      R"({"n":null,"b":true,"i":-1,"u":18446744073709551615,"d":0.5,"s":"",
          "a":[1,2],"o":{"x":1}})");
  CHECK(o["n"].kind() == null);
  CHECK(o["b"].kind() == boolean);
  for (auto key : {"i", "u", "d"}) CHECK(o[key].kind() == number);
  CHECK(o["s"].kind() == string);
  CHECK(o["a"].kind() == array);
  CHECK(o["o"].kind() == object);
  CHECK(o["none"].kind() == absent);
  CHECK(o["a"].size() == 2);
  CHECK(o["o"].size() == 1);
  CHECK(o["a"].items().at(1).as_unsigned() == 2U);
}
