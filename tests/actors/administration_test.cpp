// Those who run the server, and what is kept of those who manage.

#include <algorithm>
#include <catch2/catch.hpp>

#include "actors/acts.hpp"
#include "actors/identity/accounts.hpp"
#include "actors/identity/password_hasher.hpp"
#include "actors/storage/store_writer.hpp"
#include "actors/storage/trimmer.hpp"
#include "tests/actors/directory/town_hall.hpp"
#include "tests/actors/room/room_scene.hpp"
#include "tests/actors/support/scripted_writer.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::actors::testing;
using namespace std::chrono_literals;
using core::server_role;

namespace {

const std::string password = "correct horse";

/// The accounts desk with ann, who runs the server, and bob and cid.
struct counter : stage {
  sample_store store{*this};
  probe registry{*this};
  std::shared_ptr<core::admission> hasher_door =
      std::make_shared<core::admission>(10);
  caf::actor hasher = spawn(password_hasher, 4u, hasher_door);
  std::shared_ptr<core::revocation_list> revoked =
      std::make_shared<core::revocation_list>();
  std::shared_ptr<core::rate_limits> rates =
      std::make_shared<core::rate_limits>(
          core::rate_policies{}, std::make_shared<core::server_metrics>());
  std::shared_ptr<const access_tokens> access =
      std::make_shared<const access_tokens>("a secret for the tests only");
  caf::actor desk =
      spawn(accounts,
            std::make_shared<const account_links>(account_links{
                registry,
                hasher,
                hasher_door,
                store.client(),
                access,
                std::make_shared<const refresh_tokens>("a key for the tests"),
                revoked,
                {},
                {},
                rates}),
            account_settings{.bcrypt_cost = 4});
  logged_in ann = **sign_up("ann");
  logged_in bob = **sign_up("bob");

  counter() {
    store.write(storage::set_server_role{ann.user.id, server_role::admin});
    ann.user.role = server_role::admin;
  }

  answer<core::result<logged_in>> sign_up(const std::string& name) {
    return ask<logged_in>(
        desk, register_account{name, name + "@example.org", password, {}, {}});
  }
  answer<core::result<logged_in>> enter(const std::string& login) {
    return ask<logged_in>(desk, log_in{login, password, "phone"});
  }
  answer<core::result<token_pair>> renew(const logged_in& who) {
    return ask<token_pair>(desk, refresh_login{who.tokens.refresh});
  }
  core::device_id device_of(const logged_in& who) {
    return access->verify(who.tokens.access, core::now())->who.device;
  }
  answer<core::result<core::user>> give(const core::user& by,
                                        const core::user& whom,
                                        server_role role) {
    return ask<core::user>(desk,
                           change_server_role{identity_of(by), whom.id, role});
  }
  answer<core::result<storage::done>> ban(
      const core::user& by, const core::user& whom,
      std::optional<core::timestamp> until = {}) {
    return ask<storage::done>(
        desk, ban_account{identity_of(by), whom.id, "spam", until});
  }
  template <class Order>
  answer<core::result<storage::done>> act(const core::user& by,
                                          const core::user& whom) {
    return ask<storage::done>(desk, Order{identity_of(by), whom.id});
  }
};

/// What was kept, oldest first.
std::vector<core::act> acts_in(sample_store& store) {
  std::vector<core::act> all;
  const auto page = store.read(storage::list_acts{});
  for (const auto& each : page->items) all.push_back(each.what);
  std::reverse(all.begin(), all.end());
  return all;
}

std::vector<std::string> names_in(sample_store& store) {
  std::vector<std::string> all;
  for (const auto& each : acts_in(store)) all.push_back(each.what);
  return all;
}

}  // namespace

// -- accounts -----------------------------------------------------------------

TEST_CASE("accounts: an admin gives roles, and that is kept",
          "[actors][accounts][administration]") {
  counter at;

  auto risen = at.give(at.ann.user, at.bob.user, server_role::moderator);

  CHECK(risen->value().role == server_role::moderator);
  CHECK(at.registry.count<revoke_session>() == 0);
  auto kept = acts_in(at.store);
  REQUIRE(kept.size() == 1);
  CHECK(kept[0].what == core::acts::user_role);
  CHECK(kept[0].by == at.ann.user.id);
  CHECK(kept[0].target == core::about{at.bob.user.id});
  CHECK(kept[0].details == R"({"from":"user","to":"moderator"})");
}

TEST_CASE("accounts: an admin edits a profile, and what was new is kept",
          "[actors][accounts][administration]") {
  counter at;
  change_profile what;
  what.user = at.bob.user.id;
  what.username = "bob";
  what.display_name = "Bob B.";
  what.email = "bob@new.example";
  const auto edit = [&](const core::user& by) {
    return at.ask<core::user>(at.desk, edit_account{identity_of(by), what});
  };

  CHECK(code_of(edit(at.bob.user)) == core::errc::forbidden);
  auto edited = edit(at.ann.user);
  CHECK(edited->value().display_name == "Bob B.");
  CHECK(edited->value().email == "bob@new.example");
  CHECK(edit(at.ann.user)->has_value());  // again: nothing is new

  auto kept = acts_in(at.store);
  REQUIRE(kept.size() == 1);
  CHECK(kept[0].what == core::acts::user_update);
  CHECK(kept[0].target == core::about{at.bob.user.id});
  CHECK(kept[0].details == R"({"displayName":"Bob B.","email":true})");
  what.avatar = "javascript:alert(1)";
  CHECK(code_of(edit(at.ann.user)) == core::errc::invalid_request);
  what.avatar.reset();
  at.give(at.ann.user, at.bob.user, server_role::admin);
  CHECK(code_of(edit(at.ann.user)) == core::errc::forbidden);
}

TEST_CASE("accounts: a lower role ends the tokens that speak of the higher",
          "[actors][accounts][administration]") {
  counter at;
  at.give(at.ann.user, at.bob.user, server_role::admin);

  at.give(at.ann.user, at.bob.user, server_role::user);

  CHECK(at.revoked->contains(at.device_of(at.bob)));
  CHECK(at.registry.last<revoke_session>().device == at.device_of(at.bob));
  CHECK(code_of(at.renew(at.bob)) == core::errc::token_revoked);
  CHECK(at.enter("bob")->value().user.role == server_role::user);
}

TEST_CASE("accounts: the last admin stays, and nothing is kept of the attempt",
          "[actors][accounts][administration]") {
  counter at;

  auto got = at.give(at.ann.user, at.ann.user, server_role::user);

  CHECK(code_of(got) == core::errc::conflict);
  CHECK(acts_in(at.store).empty());
}

TEST_CASE("accounts: who is banned is out, stays out and is told so",
          "[actors][accounts][administration]") {
  counter at;

  CHECK(at.ban(at.ann.user, at.bob.user)->has_value());

  CHECK(at.registry.last<revoke_session>().device == at.device_of(at.bob));
  CHECK(at.revoked->contains(at.device_of(at.bob)));
  CHECK(code_of(at.enter("bob")) == core::errc::account_banned);
  CHECK(code_of(at.renew(at.bob)) == core::errc::account_banned);
  // Only who knows the password learns of the ban.
  CHECK(code_of(at.ask<logged_in>(at.desk, log_in{"bob", "wrong", "x"})) ==
        core::errc::invalid_credentials);

  CHECK(at.act<lift_account_ban>(at.ann.user, at.bob.user)->has_value());
  CHECK(at.enter("bob")->has_value());
  CHECK(code_of(at.renew(at.bob)) == core::errc::token_revoked);
  CHECK(code_of(at.act<lift_account_ban>(at.ann.user, at.bob.user)) ==
        core::errc::not_found);
  CHECK(names_in(at.store) ==
        std::vector<std::string>{core::acts::user_ban, core::acts::user_unban});
}

TEST_CASE("accounts: a log-in does not overtake a ban",
          "[actors][accounts][administration]") {
  counter at;
  at.store.writes().shut();
  auto entering = at.enter("bob");
  core::restriction ban;
  ban.at = core::now();
  at.store.write(storage::ban_user{at.bob.user.id, ban});
  at.store.writes().open();
  at.run();

  CHECK(code_of(entering) == core::errc::account_banned);
}

TEST_CASE("accounts: nobody but an admin does it, and to no equal",
          "[actors][accounts][administration]") {
  counter at;
  at.give(at.ann.user, at.bob.user, server_role::admin);
  auto cid = (**at.sign_up("cid")).user;
  auto bob = at.bob.user;
  bob.role = server_role::admin;

  CHECK(code_of(at.ban(at.ann.user, bob)) == core::errc::forbidden);
  CHECK(code_of(at.act<remove_account>(at.ann.user, bob)) ==
        core::errc::forbidden);
  CHECK(code_of(at.ban(at.ann.user, at.ann.user)) == core::errc::forbidden);
  CHECK(code_of(at.ban(cid, bob)) == core::errc::forbidden);
  CHECK(code_of(at.act<end_logins>(cid, bob)) == core::errc::forbidden);
  CHECK(code_of(at.give(cid, cid, server_role::admin)) ==
        core::errc::forbidden);
  core::user nobody;
  nobody.id = core::user_id::make();
  CHECK(code_of(at.ban(at.ann.user, nobody)) == core::errc::not_found);
  CHECK(acts_in(at.store).size() == 1);  // bob's role
}

TEST_CASE("accounts: an admin logs a user out everywhere",
          "[actors][accounts][administration]") {
  counter at;
  auto second = **at.enter("bob");

  CHECK(at.act<end_logins>(at.ann.user, at.bob.user)->has_value());

  for (const auto& each : {at.bob, second})
    CHECK(at.revoked->contains(at.device_of(each)));
  CHECK(at.enter("bob")->has_value());
  CHECK(names_in(at.store) ==
        std::vector<std::string>{core::acts::user_logout});
}

TEST_CASE("accounts: an admin takes a lost second factor away",
          "[actors][accounts][administration]") {
  counter at;
  const auto& bob = at.bob.user;
  CHECK(code_of(at.act<reset_factor>(at.ann.user, bob)) ==
        core::errc::not_found);
  at.store.write(storage::propose_factor{bob.id, "secret"});
  CHECK(code_of(at.act<reset_factor>(at.ann.user, bob)) ==
        core::errc::not_found);
  at.store.write(storage::enable_factor{bob.id, 1, {}});
  CHECK(code_of(at.enter("bob")) == core::errc::second_factor_required);

  CHECK(at.act<reset_factor>(at.ann.user, bob)->has_value());

  CHECK(at.enter("bob")->has_value());
  CHECK(names_in(at.store) ==
        std::vector<std::string>{core::acts::user_factor});
  CHECK(at.renew(at.bob)->has_value());
  CHECK(code_of(at.act<reset_factor>(at.ann.user, at.ann.user)) ==
        core::errc::forbidden);
}

TEST_CASE("accounts: an admin deletes a user, whose name is kept in the act",
          "[actors][accounts][administration]") {
  counter at;

  CHECK(at.act<remove_account>(at.ann.user, at.bob.user)->has_value());

  CHECK(at.store.read(storage::find_user{at.bob.user.id})->deleted);
  CHECK(at.revoked->contains(at.device_of(at.bob)));
  CHECK(code_of(at.enter("bob")) == core::errc::invalid_credentials);
  CHECK(acts_in(at.store).back().details == R"({"username":"bob"})");
  CHECK(code_of(at.act<remove_account>(at.ann.user, at.bob.user)) ==
        core::errc::not_found);
}

// -- acts go with what they are about -----------------------------------------

namespace {

struct press : stage {
  std::shared_ptr<scripted_writer> engine = std::make_shared<scripted_writer>();
  std::shared_ptr<core::admission> door = std::make_shared<core::admission>(10);
  caf::actor writer = spawn(store_writer, engine, door, std::size_t{4},
                            std::make_shared<core::server_metrics>());
  core::act_ptr act = std::make_shared<const core::act>();
  probe room{*this};

  std::size_t count(const std::string& word) const {
    return static_cast<std::size_t>(
        std::count(engine->diary.begin(), engine->diary.end(), word));
  }
  core::result<storage::appended> append() {
    door->enter();
    post_as(room, writer, append_order{1, storage::append_message{}, act});
    run();
    return room.last<append_done>().outcome;
  }
};

}  // namespace

TEST_CASE("store_writer: an act is in the batch of what it is about",
          "[actors][store_writer][administration]") {
  press at;
  auto work = std::make_shared<write_work<storage::touch_users>>(
      storage::touch_users{}, at.act);

  at.door->enter();
  at.request<order_done>(at.writer, write_order{work});
  at.append();

  CHECK(work->outcome);
  CHECK(at.engine->diary == std::vector<std::string>{"begin", "op", "op",
                                                     "commit", "begin", "op",
                                                     "op", "commit"});
}

TEST_CASE("store_writer: what was refused leaves no act",
          "[actors][store_writer][administration]") {
  press at;
  at.engine->failing_operation = 1;

  CHECK_FALSE(at.append());

  CHECK(at.count("op") == 1);
}

TEST_CASE("store_writer: what cannot be kept did not happen",
          "[actors][store_writer][administration]") {
  press at;
  at.engine->failing_operation = 2;

  CHECK(at.append().error().code == core::errc::conflict);
}

TEST_CASE("trimmer: old acts go at the start and every hour",
          "[actors][administration]") {
  stage at;
  sample_store store{at};
  core::act old;
  old.what = "old";
  old.at = core::now() - 49h;
  core::act young;
  young.what = "young";
  young.at = core::now() - 47h;
  for (int i = 0; i < 501; ++i) store.write(storage::record_act{old});
  store.write(storage::record_act{young});

  auto trimming = at.spawn(trimmer, store.client(), retention{48h, 48h, 48h});
  at.run();

  CHECK(names_in(store) == std::vector<std::string>{"young"});
  store.write(storage::record_act{old});
  at.pass(59min);
  CHECK(names_in(store).size() == 2);
  at.pass(2min);
  CHECK(names_in(store) == std::vector<std::string>{"young"});
  at.send(trimming, stop_storage{});
  CHECK_FALSE(at.alive(trimming));
}

TEST_CASE("trimmer: devices go that nobody can use any more",
          "[actors][administration]") {
  stage at;
  sample_store store{at};
  const auto ann = store.add_user("ann");
  auto device_from = [&](std::chrono::hours ago) {
    core::device device;
    device.id = core::device_id::make();
    device.owner = ann.id;
    device.created_at = device.rotated_at = core::now() - ago;
    store.write(storage::create_device{device});
    return device.id;
  };
  const auto unused = device_from(49h);
  const auto used = device_from(47h);
  const auto ended = device_from(1h);
  store.write(storage::revoke_device{ended});

  at.spawn(trimmer, store.client(), retention{0s, 48h, 1h});
  at.run();

  auto there = [&](core::device_id id) {
    return store.read(storage::find_device{id}).has_value();
  };
  CHECK_FALSE(there(unused));
  CHECK(there(used));
  CHECK(there(ended));
  at.spawn(trimmer, store.client(), retention{0s, 48h, -1h});
  at.run();
  CHECK_FALSE(there(ended));
}

TEST_CASE("acts: details are JSON, whatever came in",
          "[actors][administration]") {
  CHECK(details_text({}).empty());
  CHECK(details_text({{"reason", ""}}).empty());
  CHECK(details_text({{"a", "q\"\n"}, {"b", true}, {"c", std::uint64_t{7}}}) ==
        R"({"a":"q\"\n","b":true,"c":7})");
  CHECK(details_text({{"a", "\xff"}}) == "{\"a\":\"\xef\xbf\xbd\"}");
}

// -- directory ----------------------------------------------------------------

TEST_CASE("directory: what those who manage a group do is kept, in the group",
          "[actors][directory][administration]") {
  town_hall at;
  auto crew = **at.found(at.ann, "crew");
  at.enter(at.ann, crew, at.bob);
  at.enter(at.cid, crew, at.cid);
  const auto by = identity_of(at.ann);
  using core::member_role;

  at.ask<core::group_member>(
      at.directory, set_group_role{by, crew.id, at.bob.id, member_role::admin});
  update_group renamed{by, crew.id, "team", {}, {}, {}};
  at.ask<group_view>(at.directory, renamed);
  at.exit(at.ann, crew, at.bob);
  at.ask<storage::done>(at.directory,
                        ban_from_group{by, crew.id, at.cid.id, "noise", {}});
  at.ask<storage::done>(at.directory, lift_group_ban{by, crew.id, at.cid.id});
  at.ask<storage::done>(at.directory, delete_group{by, crew.id});

  using namespace core::acts;
  CHECK(names_in(at.store) ==
        std::vector<std::string>{
            group_add, core::acts::group_role, core::acts::group_update,
            group_remove, group_ban, group_unban, core::acts::group_delete});
  auto kept = acts_in(at.store);
  for (const auto& each : kept) {
    CHECK(each.by == at.ann.id);
    CHECK(each.group == crew.id);
  }
  CHECK(kept[2].details == R"({"name":"team"})");
  CHECK(kept[4].details == R"({"reason":"noise"})");
  CHECK(kept[4].target == core::about{at.cid.id});
}

TEST_CASE("directory: what one does oneself, or may not, is not kept",
          "[actors][directory][administration]") {
  town_hall at;
  auto crew = **at.found(at.ann, "crew");

  at.enter(at.bob, crew, at.bob);
  at.exit(at.bob, crew, at.ann);
  at.exit(at.bob, crew, at.bob);

  CHECK(acts_in(at.store).empty());
}

TEST_CASE("directory: invites and decisions about requests are kept",
          "[actors][directory][administration]") {
  town_hall at;
  auto crew = **at.found(at.ann, "crew", closed);
  const auto by = identity_of(at.ann);
  const place into{crew.id, {}};
  auto decide = [&](bool approve) {
    request_entry wish{identity_of(at.bob), into, "please"};
    at.ask<storage::done>(at.directory, wish);
    decide_request decision{by, into, at.bob.id, approve};
    at.ask<storage::done>(at.directory, decision);
  };

  invite_user offer{by, into, {}, {}, 3};
  auto made = at.ask<made_invite>(at.directory, offer);
  REQUIRE(made->has_value());
  const auto id = (*made)->what.id;
  offer.invitee = at.cid.id;
  at.ask<made_invite>(at.directory, offer);
  at.ask<storage::done>(at.directory, revoke_invite_into{by, into, id});
  at.ask<storage::done>(at.directory, revoke_invite_into{by, into, id});
  decide(false);
  decide(true);

  using namespace core::acts;
  CHECK(names_in(at.store) ==
        std::vector<std::string>{group_invite, group_invite, group_uninvite,
                                 group_reject, group_approve});
  auto kept = acts_in(at.store);
  CHECK(kept[0].target == core::about{crew.id});
  CHECK(kept[0].details == R"({"inviteId":")" + id.str() + R"(","maxUses":3})");
  CHECK(kept[1].target == core::about{at.cid.id});
  CHECK(kept[2].details == R"({"inviteId":")" + id.str() + R"("})");
  CHECK(kept[4].target == core::about{at.bob.id});
  for (const auto& each : kept) CHECK(each.group == crew.id);
}

TEST_CASE("directory: a group's acts are for those who manage it",
          "[actors][directory][administration]") {
  town_hall at;
  auto crew = **at.found(at.ann, "crew");
  auto other = **at.found(at.bob, "other");
  at.enter(at.ann, crew, at.cid);
  at.enter(at.bob, other, at.cid);
  const auto acts_for = [&](const core::user& who) {
    return at.ask<storage::page<storage::recorded_act>>(
        at.directory, list_group_acts{identity_of(who), crew.id, {}, 50});
  };

  CHECK(acts_for(at.ann)->value().items.size() == 1);
  CHECK(code_of(acts_for(at.cid)) == core::errc::forbidden);
  at.cid.role = server_role::moderator;
  CHECK(acts_for(at.cid)->value().items.size() == 1);
}

// -- rooms --------------------------------------------------------------------

TEST_CASE("room: what those who manage it do is kept, in the channel",
          "[actors][room][administration]") {
  room_scene at;
  const auto by = identity_of(at.ann);
  const auto mute = core::restriction_kind::mute;
  const auto message = at.store.add_message(at.lobby, at.bob, "hello");
  at.start();
  update_room slower;
  slower.by = by;
  slower.slow_mode = 5;
  slower.read_only = false;

  at.ask<room_view>(at.room, slower);
  at.ask<core::room_member>(
      at.room, set_room_role{by, at.bob.id, core::member_role::admin});
  at.ask<storage::done>(at.room,
                        restrict_user{by, at.bob.id, mute, "noise", {}});
  at.ask<storage::done>(at.room, lift_restriction{by, at.bob.id, mute});
  at.ask<core::room_member>(
      at.room, add_room_member{by, at.cid.id, core::member_role::member});
  at.ask<core::message>(
      at.room, alter_message{by, {message.id, core::entry_kind::deleted, {}}});
  at.ask<storage::done>(at.room, remove_room_member{by, at.cid.id});
  at.ask<storage::done>(at.room, delete_room{by});

  using namespace core::acts;
  CHECK(names_in(at.store) ==
        std::vector<std::string>{channel_update, channel_role, channel_mute,
                                 channel_unmute, channel_add, message_delete,
                                 channel_remove, channel_delete});
  auto kept = acts_in(at.store);
  for (const auto& each : kept) {
    CHECK(each.by == at.ann.id);
    CHECK(each.group == at.group.id);
    CHECK(each.room == at.lobby.id);
  }
  CHECK(kept[0].details == R"({"readOnly":false,"slowMode":5})");
  CHECK(kept[5].target == core::about{message.id});
  CHECK(kept[5].details == R"({"author":")" + at.bob.id.str() + R"("})");
  CHECK(kept[7].details == R"({"name":"lobby"})");
}

TEST_CASE("room: pins and what a channel keeps are acts of who decides them",
          "[actors][room][administration]") {
  room_scene at;
  const auto by = identity_of(at.ann);
  const auto message = at.store.add_message(at.lobby, at.bob, "hello");
  at.start();
  update_room forgetful;
  forgetful.by = by;
  forgetful.retention = 3600;

  at.ask<room_view>(at.room, forgetful);
  for (auto what : {core::entry_kind::pinned, core::entry_kind::pinned,
                    core::entry_kind::unpinned})
    at.ask<core::message>(at.room, alter_message{by, {message.id, what, {}}});

  using namespace core::acts;
  CHECK(names_in(at.store) ==
        std::vector<std::string>{channel_update, message_pin, message_unpin});
  auto kept = acts_in(at.store);
  CHECK(kept[0].details == R"({"retention":3600})");
  CHECK(kept[1].target == core::about{message.id});
}

TEST_CASE("room: one's own message and leaving are nobody's act",
          "[actors][room][administration]") {
  room_scene at;
  const auto message = at.store.add_message(at.lobby, at.bob, "hello");
  at.start();
  const auto by = identity_of(at.bob);

  at.ask<core::message>(
      at.room, alter_message{by, {message.id, core::entry_kind::deleted, {}}});
  at.ask<storage::done>(at.room, remove_room_member{by, at.bob.id});

  CHECK(acts_in(at.store).empty());
}

TEST_CASE("room: a message that was deleted before is not deleted by an act",
          "[actors][room][administration]") {
  room_scene at;
  const auto message = at.store.add_message(at.lobby, at.bob, "hello");
  at.start();
  for (const auto& by : {at.bob, at.ann})
    at.ask<core::message>(
        at.room, alter_message{identity_of(by),
                               {message.id, core::entry_kind::deleted, {}}});

  CHECK(acts_in(at.store).empty());
}
