#include "net/socketio/server.hpp"

#include <catch2/catch.hpp>

using namespace parley::net;
using namespace parley::net::socketio;

namespace {

struct empty_space final : space {
  void on_connect(socketio::socket&, std::string_view) override {}
};

std::shared_ptr<space> games_only(std::string_view nsp) {
  if (!nsp.starts_with("/game-")) return nullptr;
  return std::make_shared<empty_space>();
}

struct scene {
  options with;
  json::parser parser{1024};
  server at{with, parser};
};

}  // namespace

TEST_CASE("namespaces: a static one is found before a pattern", "[socketio]") {
  scene s;
  auto mine = std::make_shared<empty_space>();
  s.at.add("/game-1", mine);
  s.at.add_pattern(games_only);
  CHECK(s.at.find("/game-1") == mine);
}

TEST_CASE("namespaces: a pattern makes each one once", "[socketio]") {
  scene s;
  s.at.add_pattern(games_only);
  auto first = s.at.find("/game-7");
  REQUIRE(first);
  CHECK(s.at.find("/game-7") == first);
  CHECK(s.at.find("/game-8") != first);
  CHECK_FALSE(s.at.find("/other"));
}

TEST_CASE("namespaces: made ones are bounded, used ones stay", "[socketio]") {
  scene s;
  s.with.max_made_spaces = 2;
  s.at.add_pattern(games_only);
  auto used = s.at.find("/game-1");
  CHECK(s.at.find("/game-2"));
  auto third = s.at.find("/game-3");  // in place of the second
  REQUIRE(third);
  CHECK(s.at.find("/game-1") == used);
  CHECK_FALSE(s.at.find("/game-4"));
  third.reset();
  CHECK(s.at.find("/game-4"));
}
