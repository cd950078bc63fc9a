#include "net/socketio/packet.hpp"

#include <catch2/catch.hpp>

#include "tests/net/socketio/padded_text.hpp"

using namespace parley::net;
using namespace parley::net::socketio;
using test::padded_text;

namespace {

// What a text is read as: type, attachments, namespace, id, name, arguments.
std::string read(std::string_view written) {
  json::parser parser{1 << 20};
  const padded_text text{written};
  const auto found = decode(text, parser);
  if (found.has_error()) return "refused";
  auto out = std::to_string(static_cast<int>(found->type)) + '|' +
             std::to_string(found->attachments) + '|' +
             std::string{found->nsp} + '|' +
             (found->id ? std::to_string(*found->id) : "-") + '|' +
             std::string{found->name};
  std::size_t count = 0;
  for (auto arg : found->args) {
    out += '|';
    out += arg;
    CHECK(found->args[count++] == arg);
  }
  CHECK(found->args.size() == count);
  return out;
}

}  // namespace

TEST_CASE("socket.io packet: Format, every part is told apart",
          "[net][socketio]") {
  CHECK(read("0") == "0|0|/|-|");
  CHECK(read("1/admin,") == "1|0|/admin|-|");
  CHECK(read(R"(2["foo"])") == "2|0|/|-|foo");
  CHECK(read(R"(2/admin,["bar"])") == "2|0|/admin|-|bar");
  CHECK(read(R"(212["foo"])") == "2|0|/|12|foo");
  CHECK(read(R"(3/admin,13["bar"])") == R"(3|0|/admin|13||"bar")");
  CHECK(read(R"(4{"message":"Not authorized"})") == "4|0|/|-|");
  CHECK(read(R"(51-["baz",{"_placeholder":true,"num":0}])") ==
        R"(5|1|/|-|baz|{"_placeholder":true,"num":0})");
  CHECK(read(R"(52-/admin,7["baz",1,2])") == "5|2|/admin|7|baz|1|2");
  CHECK(read(R"(61-15["bar",{"_placeholder":true,"num":0}])") ==
        R"(6|1|/|15||"bar"|{"_placeholder":true,"num":0})");
}

TEST_CASE("socket.io packet: Format, the comma may be missing at the end",
          "[net][socketio]") {
  CHECK(read("0/random") == "0|0|/random|-|");
  CHECK(read("1/custom") == "1|0|/custom|-|");
  CHECK(read("0/") == "0|0|/|-|");
}

TEST_CASE("socket.io packet: Format, a comma ends the namespace",
          "[net][socketio]") {
  CHECK(read(R"(2/a,b,["x"])") == "refused");
  CHECK(read(R"(2/["x"],["y"])") == R"(2|0|/["x"]|-|y)");
}

TEST_CASE("socket.io packet: the query of a namespace stays with it",
          "[net][socketio]") {
  CHECK(read(R"(0/admin?token=1,{})") == "0|0|/admin?token=1|-|");
}

TEST_CASE("socket.io packet: Connection, the payload of CONNECT is an object",
          "[net][socketio]") {
  json::parser parser{1 << 20};
  const padded_text text{R"(0/admin,{"token":"123"})"};
  const auto found = *decode(text, parser);

  CHECK(found.payload == R"({"token":"123"})");
  CHECK(found.data["token"].as_string() == "123");
  CHECK(decode(padded_text{"0"}, parser)->data.absent());
  CHECK(read("0[]") == "refused");
}

TEST_CASE("socket.io packet: Connection, CONNECT_ERROR says why",
          "[net][socketio]") {
  json::parser parser{1 << 20};
  const padded_text object{R"(4/a,{"message":"no"})"};
  CHECK(decode(object, parser)->data["message"].as_string() == "no");
  const padded_text string{R"(4"no")"};
  CHECK(decode(string, parser)->data.as_string() == "no");
}

TEST_CASE(
    "socket.io packet: Sending, an event's payload MUST be a non-empty array",
    "[net][socketio]") {
  CHECK(read("2") == "refused");
  CHECK(read("2[]") == "refused");
  CHECK(read("2{}") == "refused");
  CHECK(read("51-[]") == "refused");
  CHECK(read(R"(2["a"])") != "refused");
}

TEST_CASE(
    "socket.io packet: Acknowledgement, the payload MUST be an array, maybe "
    "empty",
    "[net][socketio]") {
  CHECK(read("312[]") == "3|0|/|12|");
  CHECK(read("61-12[]") == "6|1|/|12|");
  CHECK(read("312") == "refused");
  CHECK(read("312{}") == "refused");
  CHECK(read(R"(312"a")") == "refused");
}

TEST_CASE("socket.io packet: Acknowledgement, ids are exact",
          "[net][socketio]") {
  CHECK(read(R"(20["a"])") == "2|0|/|0|a");
  CHECK(read(R"(2007["a"])") == "2|0|/|7|a");
  CHECK(read(R"(29007199254740993["a"])") == "2|0|/|9007199254740993|a");
  CHECK(read(R"(29999999999999999999["a"])") == "2|0|/|9999999999999999999|a");
  CHECK(read(R"(210000000000000000000["a"])") == "refused");
}

TEST_CASE("socket.io packet: an ack without an id is left to the session",
          "[net][socketio]") {
  CHECK(read("3[1]") == "3|0|/|-||1");
}

TEST_CASE("socket.io packet: Disconnection, nothing follows DISCONNECT",
          "[net][socketio]") {
  CHECK(read("1") == "1|0|/|-|");
  CHECK(read("1{}") == "refused");
}

TEST_CASE("socket.io packet: an event's name may be a number",
          "[net][socketio]") {
  CHECK(read("2[1]") == "2|0|/|-|1");
  CHECK(read("2[-1.50,2]") == "2|0|/|-|-1.50|2");
}

TEST_CASE("socket.io packet: a name with escapes is resolved",
          "[net][socketio]") {
  CHECK(read(R"(2["a\"\u00e9\n",1])") == "2|0|/|-|a\"é\n|1");
  CHECK(read(R"(2["",1])") == "2|0|/|-||1");
  CHECK(read(R"(2["\\",1])") == R"(2|0|/|-|\|1)");
}

TEST_CASE("socket.io packet: a name without escapes outlives the document",
          "[net][socketio]") {
  json::parser parser{1 << 20};
  const padded_text first{R"(2["first",1])"};
  const padded_text other{R"(2["other",1])"};
  const auto found = *decode(first, parser);
  REQUIRE(decode(other, parser).has_value());

  CHECK(found.name == "first");
  CHECK(found.name.data() == std::string_view{first}.data() + 3);
}

TEST_CASE("socket.io packet: arguments are given as written",
          "[net][socketio]") {
  CHECK(read(R"(2["e",1,-2.50e3,true,null,"x"])") ==
        R"(2|0|/|-|e|1|-2.50e3|true|null|"x")");
  CHECK(read(R"(2["e",[1,[2,"]"]],{"a":{"b":"}\""}},"\\"])") ==
        R"(2|0|/|-|e|[1,[2,"]"]]|{"a":{"b":"}\""}}|"\\")");
  CHECK(read("2[ \"e\" ,\t1 , [ ] ,{ \"a\" : 1 }\r\n] ") ==
        "2|0|/|-|e|1|[ ]|{ \"a\" : 1 }");
  CHECK(read(R"(2["e","\\\\\"",""])") == R"(2|0|/|-|e|"\\\\\""|"")");
}

TEST_CASE("socket.io packet: there are no arguments behind the last",
          "[net][socketio]") {
  json::parser parser{1 << 20};
  const padded_text text{R"(2["e",1])"};
  const auto found = *decode(text, parser);

  CHECK(found.args.size() == 1);
  CHECK(found.args[0] == "1");
  CHECK(found.args[1].empty());
  CHECK(found.args.without_first().empty());
  CHECK(argument_list{}.begin() == argument_list{}.end());
}
