// Contract of every engine: profiles, passwords and the end of accounts.

#include <algorithm>

#include "tests/storage/store_fixture.hpp"

namespace parley::storage::tests {

using core::errc;

namespace {

template <class World>
core::device device_of(World& w, const core::user& owner) {
  auto device = make_device(owner);
  must(w.in.apply(create_device{device}));
  return device;
}

std::vector<std::string> names(const page<core::user>& of) {
  std::vector<std::string> all;
  for (const auto& user : of.items) all.push_back(user.username);
  return all;
}

}  // namespace

// -- profile ------------------------------------------------------------------

TEMPLATE_LIST_TEST_CASE("store: a profile changes in what is given only",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  update_user change{ann.id, {}, "Ann A.", {}, "https://example.org/a.png"};

  const auto changed = must(w.in.apply(change));

  const auto stored = must(w.in.ask(find_user{ann.id}));
  CHECK(changed.display_name == "Ann A.");
  CHECK(stored.display_name == "Ann A.");
  CHECK(stored.avatar == "https://example.org/a.png");
  CHECK(stored.username == ann.username);
  CHECK(stored.email == ann.email);
  CHECK(stored.password_hash == ann.password_hash);
}

TEMPLATE_LIST_TEST_CASE("store: a new name or e-mail replaces the old one",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");

  must(w.in.apply(update_user{ann.id, "Anna", {}, "anna@new.example", {}}));

  CHECK(must(w.in.ask(find_user_by_login{"ANNA"})).id == ann.id);
  CHECK(must(w.in.ask(find_user_by_login{"Anna@New.example"})).id == ann.id);
  for (const auto& old : {ann.username, ann.email})
    CHECK(error_of(w.in.ask(find_user_by_login{old})) == errc::not_found);
  w.in.user("ann");
}

TEMPLATE_LIST_TEST_CASE("store: an e-mail can be taken away",
                        "[storage][contract]", engines) {
  world<TestType> w;
  for (auto name : {"ann", "bob"})
    must(w.in.apply(update_user{w.in.user(name).id, {}, {}, "", {}}));

  CHECK(must(w.in.ask(find_user_by_login{"bob"})).email.empty());
}

TEMPLATE_LIST_TEST_CASE("store: nobody takes another's name or e-mail",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");

  CHECK(error_of(w.in.apply(update_user{bob.id, "ANN", {}, {}, {}})) ==
        errc::name_taken);
  CHECK(error_of(w.in.apply(update_user{bob.id, {}, "B", ann.email, {}})) ==
        errc::name_taken);
  CHECK(must(w.in.ask(find_user{bob.id})).display_name == bob.display_name);
  // One's own name in another case is not taken.
  CHECK(must(w.in.apply(update_user{bob.id, "BOB", {}, {}, {}})).username ==
        "BOB");
  CHECK(error_of(w.in.apply(update_user{
            core::user_id::make(), "x", {}, {}, {}})) == errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("store: users are listed by the beginning of a name",
                        "[storage][contract]", engines) {
  world<TestType> w;
  for (auto name : {"Bea", "beatrix", "BEN", "abe", "be", "\u00e9mile"})
    w.in.user(name);

  CHECK(names(must(w.in.ask(list_users{"BEA"}))) ==
        std::vector<std::string>{"Bea", "beatrix"});
  CHECK(names(must(w.in.ask(list_users{"\u00c9"}))) ==
        std::vector<std::string>{"\u00e9mile"});
  CHECK(must(w.in.ask(list_users{"bee"})).items.empty());

  std::vector<std::string> all;
  for (std::string cursor;;) {
    const auto part = must(w.in.ask(list_users{"", cursor, 4}));
    for (const auto& name : names(part)) all.push_back(name);
    if (part.next.empty()) break;
    cursor = part.next;
  }
  CHECK(all == std::vector<std::string>{"abe", "be", "Bea", "beatrix", "BEN",
                                        "\u00e9mile"});
  CHECK(error_of(w.in.ask(list_users{"", "not hex"})) == errc::invalid_request);
  CHECK(error_of(w.in.ask(list_users{"\xff"})) == errc::invalid_request);
}

TEMPLATE_LIST_TEST_CASE("store: users are found by words of a display name",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const std::pair<const char*, const char*> people[] = {
      {"carla", "Ren\u00e9e Smith"}, {"dan", "Dan Smithers"},
      {"smithy", "The Smith"},       {"smooth", "Anna"},
      {"eve", "Goldsmith"},          {"gone", "Gone Smith"}};
  std::vector<core::user> all;
  for (auto [name, shown] : people) {
    all.push_back(w.in.user(name));
    must(w.in.apply(update_user{all.back().id, {}, shown, {}, {}}));
  }
  must(w.in.apply(
      delete_user{all.back().id, all.back().password_hash, core::now()}));

  CHECK(names(must(w.in.ask(list_users{"SMITH"}))) ==
        std::vector<std::string>{"smithy", "dan", "carla"});
  CHECK(names(must(w.in.ask(list_users{"renee sm"}))) ==
        std::vector<std::string>{"carla"});
  CHECK(must(w.in.ask(list_users{"user"})).items.empty());
  CHECK(must(w.in.ask(list_users{"deleted"})).items.empty());
  CHECK(must(w.in.ask(list_users{" \"*"})).items.empty());

  std::vector<std::string> found;
  for (std::string cursor;;) {
    const auto part = must(w.in.ask(list_users{"sm", cursor, 1}));
    for (const auto& name : names(part)) found.push_back(name);
    if (part.next.empty()) break;
    cursor = part.next;
  }
  CHECK(found == std::vector<std::string>{"smithy", "smooth", "dan", "carla"});
}

TEMPLATE_LIST_TEST_CASE(
    "store: a name that is displayed goes with the user name",
    "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  must(w.in.apply(update_user{ann.id, {}, "ann", {}, {}}));

  CHECK(
      must(w.in.apply(update_user{ann.id, "anna", {}, {}, {}})).display_name ==
      "anna");
  CHECK(must(w.in.apply(update_user{ann.id, {}, {}, {}, "/a"})).display_name ==
        "anna");
  must(w.in.apply(update_user{ann.id, {}, "Ann A.", {}, {}}));
  CHECK(
      must(w.in.apply(update_user{ann.id, "annie", {}, {}, {}})).display_name ==
      "Ann A.");
}

TEMPLATE_LIST_TEST_CASE("store: a cursor cannot widen the search",
                        "[storage][contract]", engines) {
  world<TestType> w;
  for (auto name : {"ann", "bob", "zoe"}) w.in.user(name);
  const auto cursor = must(w.in.ask(list_users{"", "", 1})).next;

  CHECK(names(must(w.in.ask(list_users{"z", cursor}))) ==
        std::vector<std::string>{"zoe"});
}

// -- passwords and devices ----------------------------------------------------

TEMPLATE_LIST_TEST_CASE("store: a new password ends the other devices",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  const auto here = device_of(w, ann);
  const auto there = device_of(w, ann);
  const auto of_bob = device_of(w, bob);

  const auto ended = must(w.in.apply(
      change_password{ann.id, ann.password_hash, "new", true, here.id}));

  CHECK(ended == std::vector{there.id});
  CHECK(must(w.in.ask(find_user{ann.id})).password_hash == "new");
  CHECK(must(w.in.ask(find_device{there.id})).revoked);
  CHECK_FALSE(must(w.in.ask(find_device{here.id})).revoked);
  CHECK_FALSE(must(w.in.ask(find_device{of_bob.id})).revoked);
}

TEMPLATE_LIST_TEST_CASE("store: a password changes once from what it was",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto device = device_of(w, ann);
  must(
      w.in.apply(change_password{ann.id, ann.password_hash, "new", false, {}}));

  CHECK(error_of(w.in.apply(change_password{
            ann.id, ann.password_hash, "late", true, {}})) == errc::conflict);

  CHECK(must(w.in.ask(find_user{ann.id})).password_hash == "new");
  CHECK_FALSE(must(w.in.ask(find_device{device.id})).revoked);
  CHECK(error_of(w.in.apply(change_password{
            core::user_id::make(), "", "x", true, {}})) == errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("store: a login with an outdated password is refused",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto device = make_device(ann);
  must(
      w.in.apply(change_password{ann.id, ann.password_hash, "new", false, {}}));

  CHECK(error_of(w.in.apply(create_device{device, ann.password_hash})) ==
        errc::conflict);

  CHECK(error_of(w.in.ask(find_device{device.id})) == errc::not_found);
  must(w.in.apply(create_device{device, "new"}));
}

TEMPLATE_LIST_TEST_CASE("store: a login with an outdated role is refused",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto device = make_device(ann);
  must(w.in.apply(set_server_role{ann.id, core::server_role::admin}));

  CHECK(error_of(w.in.apply(create_device{device, {}, ann.role})) ==
        errc::conflict);

  CHECK(error_of(w.in.ask(find_device{device.id})) == errc::not_found);
  must(w.in.apply(create_device{device, {}, core::server_role::admin}));
}

TEMPLATE_LIST_TEST_CASE("store: all devices of a user end at once, or but one",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto one = device_of(w, ann);
  const auto two = device_of(w, ann);
  const auto three = device_of(w, ann);

  auto others = must(w.in.apply(revoke_devices{ann.id, two.id}));

  CHECK(others.size() == 2);
  CHECK(std::ranges::find(others, two.id) == others.end());
  CHECK(must(w.in.apply(revoke_devices{ann.id, {}})) == std::vector{two.id});
  CHECK(must(w.in.apply(revoke_devices{ann.id, {}})).empty());
  CHECK(must(w.in.ask(find_device{one.id})).revoked);
  CHECK(error_of(w.in.apply(revoke_devices{core::user_id::make(), {}})) ==
        errc::not_found);
}

// -- the end ------------------------------------------------------------------

TEMPLATE_LIST_TEST_CASE("store: of a deleted user nothing personal is left",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto room = w.in.room("hall", ann);
  w.in.say(room, ann, "I was here");
  const auto device = device_of(w, ann);

  const auto ended =
      must(w.in.apply(delete_user{ann.id, ann.password_hash, core::now()}));

  CHECK(ended == std::vector{device.id});
  const auto grave = must(w.in.ask(find_user{ann.id}));
  CHECK(grave.deleted);
  CHECK(grave.username == "deleted user");
  CHECK(grave.display_name == "Deleted user");
  CHECK(grave.email + grave.avatar + grave.password_hash == "");
  CHECK(must(w.in.ask(find_device{device.id})).revoked);
  const auto written = w.in.log(room.id).back().posted;
  CHECK(written.content == "I was here");
  CHECK(written.sender.id == ann.id);
  CHECK(written.sender.username == "deleted user");
  CHECK(must(w.in.ask(list_users{})).items.empty());
}

TEMPLATE_LIST_TEST_CASE("store: a deleted user's name and e-mail are free",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  must(w.in.apply(delete_user{ann.id, ann.password_hash, core::now()}));

  const auto next = w.in.user("ann");

  CHECK(must(w.in.ask(find_user_by_login{ann.email})).id == next.id);
  const auto bob = w.in.user("bob");
  must(w.in.apply(delete_user{bob.id, bob.password_hash, core::now()}));
}

TEMPLATE_LIST_TEST_CASE("store: a deleted user does nothing any more",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  must(w.in.apply(delete_user{ann.id, ann.password_hash, core::now()}));

  CHECK(error_of(w.in.apply(create_device{make_device(ann)})) ==
        errc::not_found);
  CHECK(error_of(w.in.apply(update_user{ann.id, "x", {}, {}, {}})) ==
        errc::not_found);
  CHECK(error_of(w.in.apply(delete_user{ann.id, "", core::now()})) ==
        errc::not_found);
  CHECK(error_of(w.in.apply(change_password{ann.id, "", "x", true, {}})) ==
        errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("store: only the known password deletes a user",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");

  CHECK(error_of(w.in.apply(delete_user{ann.id, "other", core::now()})) ==
        errc::conflict);

  CHECK_FALSE(must(w.in.ask(find_user{ann.id})).deleted);
}

TEMPLATE_LIST_TEST_CASE("store: groups of a deleted user pass on",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto group = w.in.group("readers", ann);
  const auto lonely = w.in.group("diary", ann);
  const auto other = w.in.group("writers", w.in.user("zoe"));
  auto join = [&](const char* name, core::member_role role, int minute) {
    const auto who = w.in.user(name);
    must(w.in.apply(
        add_group_member{group.id, who.id, role,
                         group.created_at + std::chrono::minutes{minute}}));
    return who;
  };
  const auto member = join("early", core::member_role::member, 1);
  const auto late = join("late", core::member_role::admin, 3);
  const auto heir = join("heir", core::member_role::admin, 2);
  must(w.in.apply(add_group_member{other.id, ann.id, core::member_role::member,
                                   core::now()}));

  must(w.in.apply(delete_user{ann.id, ann.password_hash, core::now()}));

  auto role = [&](const core::user& who) {
    return must(w.in.ask(find_group_member{group.id, who.id})).role;
  };
  CHECK(role(heir) == core::member_role::owner);
  CHECK(role(late) == core::member_role::admin);
  CHECK(role(member) == core::member_role::member);
  for (const auto& left : {group, lonely, other})
    CHECK(error_of(w.in.ask(find_group_member{left.id, ann.id})) ==
          errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("store: who was deleted departs until it is finished",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto room = w.in.room("hall", ann);
  CHECK(must(w.in.ask(list_departures{})).empty());
  must(w.in.apply(delete_user{ann.id, ann.password_hash, core::now()}));

  CHECK(must(w.in.ask(list_departures{})) == std::vector{ann.id});
  CHECK(must(w.in.ask(list_user_rooms{ann.id, {}})).items.size() == 1);

  const auto bob = w.in.user("bob");
  must(w.in.apply(delete_user{bob.id, bob.password_hash, core::now()}));
  CHECK(must(w.in.ask(list_departures{})) == std::vector{ann.id, bob.id});
  CHECK(must(w.in.ask(list_departures{ann.id})) == std::vector{bob.id});
  CHECK(must(w.in.ask(list_departures{bob.id})).empty());
  must(w.in.apply(finish_departure{bob.id}));

  must(w.in.apply(finish_departure{ann.id}));
  must(w.in.apply(finish_departure{ann.id}));
  CHECK(must(w.in.ask(list_departures{})).empty());
}

}  // namespace parley::storage::tests
