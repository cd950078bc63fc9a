#include <catch2/catch.hpp>
#include <random>

#include "tests/net/websocket/client_side.hpp"

using namespace parley::net::websocket;
using namespace parley::net::websocket::test;

namespace {

// A conversation made from a seed: what is sent and what must be seen.
class conversation {
 public:
  explicit conversation(unsigned seed) : random_(seed) {}

  void add_message() {
    bool is_text = pick(0, 1) == 0;
    auto payload = is_text ? random_text() : random_bytes();
    add_fragments(is_text ? 1 : 2, payload);
    expected.push_back(is_text ? text(payload) : binary(payload));
  }

  std::size_t pick(std::size_t low, std::size_t high) {
    return std::uniform_int_distribution<std::size_t>{low, high}(random_);
  }

  std::string bytes;
  std::vector<seen> expected;

 private:
  void add_fragments(int op, const std::string& payload) {
    std::size_t at = 0;
    for (bool last = false; !last;) {
      auto size = pick(0, payload.size() - at);
      last = pick(0, 2) == 0;
      if (last) size = payload.size() - at;
      add_frame({.op = op, .payload = payload.substr(at, size), .fin = last});
      at += size;
      op = 0;
      if (!last && pick(0, 1) == 0) add_ping();
    }
  }

  void add_ping() {
    std::string payload(pick(0, 125), 'p');
    add_frame({.op = 9, .payload = payload});
    expected.push_back(ping(payload));
  }

  void add_frame(client_frame f) {
    for (char& c : f.key) c = static_cast<char>(pick(0, 255));
    bytes += encode(f);
  }

  std::string random_text() {
    static const std::vector<std::string> letters{
        "a", "Z", " ", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80"};
    std::string out;
    auto count = length();
    for (std::size_t i = 0; i < count; ++i)
      out += letters[pick(0, letters.size() - 1)];
    return out;
  }

  std::string random_bytes() {
    std::string out(length(), '\0');
    for (char& c : out) c = static_cast<char>(pick(0, 255));
    return out;
  }

  std::size_t length() {
    return pick(0, 3) == 0 ? pick(0, 3000) : pick(0, 130);
  }

  std::mt19937 random_;
};

}  // namespace

TEST_CASE("frame parser: any cutting gives the same messages",
          "[net][websocket]") {
  for (unsigned seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    conversation talk{seed};
    for (int i = 0; i < 10; ++i) talk.add_message();
    frame_limits limits;
    frame_parser parser{limits};
    std::string_view bytes{talk.bytes};
    auto longest = talk.pick(1, 400);

    std::vector<seen> found;
    while (!bytes.empty()) {
      auto size = std::min(talk.pick(1, longest), bytes.size());
      for (auto& s : feed(parser, bytes.substr(0, size))) found.push_back(s);
      bytes.remove_prefix(size);
    }

    REQUIRE(found == talk.expected);
    REQUIRE(parser.heap_bytes() == 0);
  }
}

TEST_CASE("frame parser: damaged bytes are read the same however they are cut",
          "[net][websocket]") {
  for (unsigned seed = 0; seed < 300; ++seed) {
    CAPTURE(seed);
    conversation talk{seed};
    for (int i = 0; i < 3; ++i) talk.add_message();
    for (int i = 0; i < 3; ++i)
      talk.bytes[talk.pick(0, talk.bytes.size() - 1)] ^=
          static_cast<char>(1 << talk.pick(0, 7));

    for (const auto& s : parse(talk.bytes))
      REQUIRE(s.payload != "pieces differ");
  }
}
