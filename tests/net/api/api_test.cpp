// What all handlers share: net/api/api.cpp, views.cpp.

#include "net/api/api.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "net/api/views.hpp"
#include "net/codec/room_json.hpp"

using namespace parley;
using namespace parley::net::api;
using namespace std::chrono_literals;
using document = nlohmann::json;

namespace {

const actors::identity ann{core::user_id::make(), core::device_id::make(),
                           core::server_role::moderator};

struct front_door {
  front_door() {
    with.tokens = std::make_shared<const actors::access_tokens>("a secret");
    with.revoked = std::make_shared<core::revocation_list>();
    with.settings = &settings;
  }
  std::string token(std::chrono::seconds ttl = 60s) {
    return with.tokens->issue(ann, core::now(), ttl);
  }
  core::result<actors::identity_ptr> ask(const std::string& authorization) {
    request from;
    if (!authorization.empty())
      from.headers.set("Authorization", authorization);
    return authenticate(from, with);
  }
  config::settings settings;
  context with;
};

core::errc code_of(const auto& failed) { return failed.error().code; }

request asking(const std::string& name, const std::string& value) {
  request from;
  from.query.add(name, value);
  return from;
}

document written(auto write) {
  std::string text;
  net::json::writer out{text};
  write(out);
  return document::parse(text);
}

}  // namespace

TEST_CASE("api: a good token says who asks", "[net][api]") {
  front_door at;
  auto scheme = GENERATE("Bearer ", "bearer ", "BEARER ");

  auto who = at.ask(scheme + at.token());

  REQUIRE(who.has_value());
  CHECK((*who)->user == ann.user);
  CHECK((*who)->device == ann.device);
  CHECK((*who)->role == core::server_role::moderator);
}

TEST_CASE("api: everything else is unauthorized", "[net][api]") {
  front_door at;
  auto header = GENERATE_REF(as<std::string>{}, "", "Bearer", "Bearer ",
                             "Bearer x", "Basic YTpi", at.token(),
                             "Bearer  " + at.token(), "Token " + at.token());

  CHECK(code_of(at.ask(header)) == core::errc::unauthorized);
}

TEST_CASE("api: expired and revoked tokens are told apart", "[net][api]") {
  front_door at;
  CHECK(code_of(at.ask("Bearer " + at.token(-1s))) ==
        core::errc::token_expired);

  at.with.revoked->add(ann.device, core::now() + 1h);

  CHECK(code_of(at.ask("Bearer " + at.token())) == core::errc::token_revoked);
}

TEST_CASE("api: a device that ended while the body came is nobody",
          "[net][api]") {
  front_door at;
  request from;
  from.caller = std::make_shared<const actors::identity>(ann);
  CHECK(authenticate(from, at.with).has_value());

  at.with.revoked->add(ann.device, core::now() + 1h);

  CHECK(code_of(authenticate(from, at.with)) == core::errc::token_revoked);
}

TEST_CASE("api: a limit is a number in range", "[net][api]") {
  CHECK(*read_limit(request{}, 50, 200) == 50);
  CHECK(*read_limit(asking("limit", "1"), 50, 200) == 1);
  CHECK(*read_limit(asking("limit", "200"), 50, 200) == 200);
  for (auto bad : {"0", "201", "-1", "", "x", "5x", "1.5", "4294967297"}) {
    CAPTURE(bad);
    CHECK(code_of(read_limit(asking("limit", bad), 50, 200)) ==
          core::errc::invalid_request);
  }
}

TEST_CASE("api: a body that is no object is refused", "[net][api]") {
  front_door at;
  auto code = [&](const std::string& body) {
    request from;
    from.body = body;
    return code_of(read_body(from, at.with));
  };

  CHECK(code("[") == core::errc::invalid_json);
  CHECK(code("[]") == core::errc::invalid_request);
  request empty;
  CHECK(read_body(empty, at.with).has_value());
}

TEST_CASE("api: a list says where it goes on, unless it ends", "[net][api]") {
  auto numbers = [](net::json::writer& out, int n) {
    out.begin_object().member("n", n).end_object();
  };

  auto page = list_response(std::vector{1, 2}, "there", numbers);
  auto last = list_response(std::vector<int>{}, "", numbers);

  CHECK(document::parse(page.body) ==
        document{{"items", {{{"n", 1}}, {{"n", 2}}}}, {"next", "there"}});
  CHECK(document::parse(last.body) == document{{"items", document::array()}});
}

TEST_CASE("views: a group", "[net][api][views]") {
  core::group group{core::group_id::make(), "crew",          "about", ann.user,
                    core::visibility::open, core::from_ms(0)};

  auto bare = written([&](auto& out) { net::append_group(out, group); });
  auto own = written([&](auto& out) {
    net::append_group(out, group, core::member_role::admin);
  });

  CHECK(bare == document{{"id", group.id.str()},
                         {"name", "crew"},
                         {"description", "about"},
                         {"icon", ""},
                         {"visibility", "public"},
                         {"createdBy", ann.user.str()},
                         {"createdAt", "1970-01-01T00:00:00.000Z"}});
  CHECK(own["role"] == "admin");
}

TEST_CASE("views: a room, in a group or alone", "[net][api][views]") {
  core::room room;
  room.id = core::room_id::make();
  room.parent = core::group_id::make();
  room.name = "lobby";
  room.access = core::visibility::closed;

  auto channel = written([&](auto& out) { net::append_room(out, room); });
  CHECK(channel["kind"] == "channel");
  CHECK(channel["groupId"] == room.parent.str());
  CHECK(channel["visibility"] == "private");
  CHECK(channel["slowMode"] == 0);
  CHECK_FALSE(channel.contains("epoch"));
  CHECK_FALSE(channel.contains("members"));

  room.parent = {};
  room.kind = core::room_kind::direct;
  room.people = {{ann.user, "ann", ""}};
  auto direct = written([&](auto& out) { net::append_room(out, room); });
  CHECK(direct["groupId"].is_null());
  CHECK(direct["kind"] == "direct");
  CHECK(direct["members"][0]["username"] == "ann");
}

TEST_CASE("views: a member", "[net][api][views]") {
  core::room_member member{
      {ann.user, "ann", "/a.png"}, core::member_role::owner, core::from_ms(0)};

  CHECK(written([&](auto& out) { write_member(out, member); }) ==
        document{{"id", ann.user.str()},
                 {"userId", ann.user.str()},
                 {"username", "ann"},
                 {"avatar", "/a.png"},
                 {"role", "owner"},
                 {"joinedAt", "1970-01-01T00:00:00.000Z"}});
}
