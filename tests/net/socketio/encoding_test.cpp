#include <array>
#include <catch2/catch.hpp>
#include <random>

#include "net/json/writer.hpp"
#include "net/socketio/packet.hpp"
#include "tests/net/socketio/padded_text.hpp"

using namespace parley::net;
using namespace parley::net::socketio;
using test::padded_text;

namespace {

using texts = std::vector<std::string_view>;

std::string event(const envelope& to, std::string_view name,
                  const texts& args = {}) {
  std::string out;
  append_event(out, to, name, args);
  return out;
}

std::string ack(const envelope& to, const texts& args = {}) {
  std::string out;
  append_ack(out, to, args);
  return out;
}

std::string placeholder(std::size_t number) {
  std::string out;
  append_placeholder(out, number);
  return out;
}

// Outgoing packets made from a seed.
class packet_maker {
 public:
  explicit packet_maker(unsigned seed) : random_(seed) {}

  std::size_t pick(std::size_t low, std::size_t high) {
    return std::uniform_int_distribution<std::size_t>{low, high}(random_);
  }

  envelope where() {
    static constexpr std::array<std::string_view, 4> spaces{"/", "/admin",
                                                            "/a b?c=d", "/é"};
    envelope out{.nsp = spaces[pick(0, 3)]};
    if (pick(0, 1) == 0) out.id = pick(0, 9'999'999'999'999'999'999U);
    out.attachments = pick(0, 2) == 0 ? pick(1, 10) : 0;
    return out;
  }

  std::string text() {
    static constexpr std::array<std::string_view, 9> letters{
        "a", "\"", "\\", "\n", "[", "}", ",", "é", "😀"};
    std::string out;
    for (auto count = pick(0, 12); count > 0; --count)
      out += letters[pick(0, letters.size() - 1)];
    return out;
  }

  std::string value(int depth = 0) {
    std::string out;
    switch (pick(0, depth < 4 ? 5 : 3)) {
      case 0:
        return std::to_string(pick(0, 1000));
      case 1:
        return pick(0, 1) == 0 ? "true" : "null";
      case 2:
        return "-2.50e-3";
      case 3:
        json::append_string(out, text());
        return out;
      case 4:
        for (auto count = pick(0, 3); count > 0; --count)
          out += (out.empty() ? "" : " , ") + value(depth + 1);
        return "[" + out + "]";
      default:
        json::append_string(out, text());
        return "{" + out + " : " + value(depth + 1) + "}";
    }
  }

 private:
  std::mt19937 random_;
};

void check_same(const packet& found, const envelope& sent,
                const std::vector<std::string>& args) {
  CHECK(found.nsp == sent.nsp);
  CHECK(found.id == sent.id);
  CHECK(found.attachments == sent.attachments);
  CHECK(found.args.size() == args.size());
  CHECK(std::vector<std::string>(found.args.begin(), found.args.end()) == args);
}

}  // namespace

TEST_CASE("socket.io encoding: Connection, CONNECT carries the session's id",
          "[net][socketio]") {
  std::string out = "4";
  append_connect(out, "/", "wZX3oN0bSVIhsaknAAAI");
  CHECK(out == R"(40{"sid":"wZX3oN0bSVIhsaknAAAI"})");

  out.clear();
  append_connect(out, "/admin", "oSO0OpakMV_3jnilAAAA");
  CHECK(out == R"(0/admin,{"sid":"oSO0OpakMV_3jnilAAAA"})");
}

TEST_CASE("socket.io encoding: with recovery CONNECT has a private id too",
          "[net][socketio]") {
  std::string out;
  append_connect(out, "/", "a", "b");
  CHECK(out == R"(0{"sid":"a","pid":"b"})");
}

TEST_CASE("socket.io encoding: Connection, CONNECT_ERROR says why",
          "[net][socketio]") {
  std::string out;
  append_connect_error(out, "/", "Not authorized");
  CHECK(out == R"(4{"message":"Not authorized"})");

  out.clear();
  append_connect_error(out, "/random", "say \"no\"", R"({"code":7})");
  CHECK(out == R"(4/random,{"message":"say \"no\"","data":{"code":7}})");
}

TEST_CASE("socket.io encoding: Disconnection, a namespace ends with a comma",
          "[net][socketio]") {
  std::string out;
  append_disconnect(out, "/");
  CHECK(out == "1");

  out.clear();
  append_disconnect(out, "/admin");
  CHECK(out == "1/admin,");
}

TEST_CASE("socket.io encoding: Format, the namespace is left out if it is /",
          "[net][socketio]") {
  CHECK(event({}, "foo") == R"(2["foo"])");
  CHECK(event({.nsp = "/admin"}, "bar") == R"(2/admin,["bar"])");
  CHECK(event({.id = 12}, "foo", {"1", "{}"}) == R"(212["foo",1,{}])");
}

TEST_CASE("socket.io encoding: Acknowledgement, an ACK has the event's id",
          "[net][socketio]") {
  CHECK(ack({.id = 12}) == "312[]");
  CHECK(ack({.nsp = "/admin", .id = 13}, {R"("bar")"}) ==
        R"(3/admin,13["bar"])");
}

TEST_CASE("socket.io encoding: Sending, attachments leave placeholders",
          "[net][socketio]") {
  const auto zero = placeholder(0);
  const auto one = placeholder(1);
  CHECK(event({.attachments = 1}, "baz", {zero}) ==
        R"(51-["baz",{"_placeholder":true,"num":0}])");
  CHECK(
      event({.nsp = "/admin", .attachments = 2}, "baz", {zero, one}) ==
      R"(52-/admin,["baz",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}])");
  CHECK(ack({.id = 15, .attachments = 1}, {R"("bar")", zero}) ==
        R"(61-15["bar",{"_placeholder":true,"num":0}])");
}

TEST_CASE("socket.io encoding: what is encoded decodes to the same",
          "[net][socketio]") {
  json::parser parser{1 << 20};
  for (unsigned seed = 0; seed < 500; ++seed) {
    CAPTURE(seed);
    packet_maker make{seed};
    const auto to = make.where();
    const auto name = make.text();
    std::vector<std::string> args;
    for (auto count = make.pick(0, 5); count > 0; --count)
      args.push_back(make.value());
    const texts views{args.begin(), args.end()};

    const padded_text sent{event(to, name, views)};
    CAPTURE(std::string_view{sent});
    const auto found = decode(sent, parser);
    REQUIRE(found.has_value());
    CHECK(is_event(found->type));
    CHECK(found->name == name);
    check_same(*found, to, args);

    const padded_text answer{ack(to, views)};
    const auto answered = decode(answer, parser);
    REQUIRE(answered.has_value());
    CHECK_FALSE(is_event(answered->type));
    check_same(*answered, to, args);
  }
}
