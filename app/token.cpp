// `parley token`: users with access tokens for load tests, without the cost of
// bcrypt. Works beside a running server, since it makes new users and rooms
// only.

#include <iostream>

#include "app/batch_writer.hpp"
#include "app/commands.hpp"
#include "app/open_store.hpp"
#include "app/open_tokens.hpp"
#include "app/own_flags.hpp"
#include "config/secrets.hpp"

namespace parley::app {

namespace {

struct order {
  std::size_t count = 1;
  std::size_t rooms = 1;
  std::chrono::seconds ttl{24 * 3600};
};

core::user make_user(const std::string& run, std::size_t index) {
  core::user user;
  user.id = core::user_id::make();
  user.username = "load-" + run + "-" + std::to_string(index);
  user.display_name = user.username;
  user.email = user.username + "@load.invalid";
  user.created_at = user.last_seen = core::now();
  return user;
}

std::vector<core::room> make_rooms(batch_writer& to, const std::string& run,
                                   core::user_id owner, std::size_t count) {
  core::group group{core::group_id::make(),   "load " + run, "", owner,
                    core::visibility::closed, core::now()};
  to.apply(storage::create_group{group});
  std::vector<core::room> rooms;
  for (std::size_t i = 0; i < count; ++i) {
    core::room room;
    room.id = core::room_id::make();
    room.parent = group.id;
    room.name = "room-" + std::to_string(i);
    room.created_by = owner;
    room.access = core::visibility::closed;
    room.epoch = room.id.str().substr(24);
    room.created_at = core::now();
    rooms.push_back(to.apply(storage::create_room{room}));
  }
  return rooms;
}

void make_tokens(const order& what, storage::writer& store,
                 const actors::access_tokens& tokens) {
  auto run = core::user_id::make().str().substr(24);
  batch_writer to{store};
  auto owner = make_user(run, what.count);
  owner.username = "load-" + run + "-owner";
  to.apply(storage::create_user{owner});
  auto rooms = make_rooms(to, run, owner.id, what.rooms);
  for (std::size_t i = 0; i < what.count; ++i) {
    auto user = make_user(run, i);
    const auto& room = rooms[i % rooms.size()];
    to.apply(storage::create_user{user});
    to.apply(storage::add_group_member{room.parent, user.id,
                                       core::member_role::member, core::now()});
    to.apply(storage::append_joined{room.id, user.id, core::member_role::member,
                                    core::now()});
    auto token = tokens.issue({user.id, core::device_id::make(), user.role},
                              core::now(), what.ttl);
    std::cout << R"({"userId":")" << user.id.str() << R"(","token":")" << token
              << R"(","channelId":")" << room.id.str() << "\"}\n";
  }
  to.finish();
}

}  // namespace

int token(const config::loaded& with) {
  if (with.values.production()) {
    std::cerr << "parley token: not in production\n";
    return 1;
  }
  order what;
  what.count = number_flag(with, "count", 1);
  what.rooms = std::max<std::size_t>(1, number_flag(with, "rooms", 1));
  what.ttl = std::chrono::seconds{number_flag(with, "ttl", 24 * 3600)};
  auto keys = must(config::open_keyring(with.values));
  auto store = must(open_store(with.values, beside_server::yes));
  auto writer = must(store->open_writer());
  auto tokens = must(open_tokens(with.values, keys));
  make_tokens(what, *writer, *tokens);
  return 0;
}

}  // namespace parley::app
