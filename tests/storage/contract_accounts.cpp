// Contract of every engine: users and devices.

#include "tests/storage/store_fixture.hpp"

namespace parley::storage::tests {

using core::errc;
using namespace std::chrono_literals;

TEMPLATE_LIST_TEST_CASE("store: a user is read back as it was created",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("Ann");

  const auto found = must(w.in.ask(find_user{ann.id}));

  CHECK(found.id == ann.id);
  CHECK(found.username == "Ann");
  CHECK(found.display_name == ann.display_name);
  CHECK(found.email == ann.email);
  CHECK(found.avatar == ann.avatar);
  CHECK(found.role == ann.role);
  CHECK(found.password_hash == ann.password_hash);
  CHECK(found.created_at == ann.created_at);
  CHECK(found.last_seen == ann.last_seen);
}

TEMPLATE_LIST_TEST_CASE("store: a login is found by name or e-mail in any case",
                        "[storage][contract]", engines) {
  world<TestType> w;
  auto user = make_user("Stra\u00dfe");
  user.email = "Zo\u00eb@Example.org";
  must(w.in.apply(create_user{user}));

  CHECK(must(w.in.ask(find_user_by_login{"STRASSE"})).id == user.id);
  CHECK(must(w.in.ask(find_user_by_login{"zoe\u0308@example.ORG"})).id ==
        user.id);
  CHECK(error_of(w.in.ask(find_user_by_login{"stras"})) == errc::not_found);
  CHECK(error_of(w.in.ask(find_user_by_login{""})) == errc::not_found);
  CHECK(error_of(w.in.ask(find_user_by_login{"\xff"})) == errc::not_found);
}

TEMPLATE_LIST_TEST_CASE(
    "store: an e-mail leads to its owner even when another "
    "user is called like it",
    "[storage][contract]", engines) {
  world<TestType> w;
  const auto owner = w.in.user("victim");
  auto other = make_user("victim@example.org");
  other.email.clear();
  must(w.in.apply(create_user{other}));

  CHECK(must(w.in.ask(find_user_by_login{"Victim@example.org"})).id ==
        owner.id);
}

TEMPLATE_LIST_TEST_CASE("store: a user name or e-mail is given out once",
                        "[storage][contract]", engines) {
  world<TestType> w;
  w.in.user("ann");

  auto same_name = make_user("ANN");
  same_name.email = "other@example.org";
  auto same_email = make_user("other");
  same_email.email = "ANN@EXAMPLE.ORG";

  CHECK(error_of(w.in.apply(create_user{same_name})) == errc::name_taken);
  CHECK(error_of(w.in.apply(create_user{same_email})) == errc::name_taken);
  CHECK(error_of(w.in.ask(find_user{same_name.id})) == errc::not_found);
  CHECK(error_of(w.in.ask(find_user{same_email.id})) == errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("store: any number of users may have no e-mail",
                        "[storage][contract]", engines) {
  world<TestType> w;
  for (auto name : {"guest1", "guest2"}) {
    auto guest = make_user(name);
    guest.email.clear();
    must(w.in.apply(create_user{guest}));
  }

  CHECK(must(w.in.ask(find_user_by_login{"guest2"})).email.empty());
}

TEMPLATE_LIST_TEST_CASE("store: a user needs an id and a name in UTF-8",
                        "[storage][contract]", engines) {
  world<TestType> w;
  auto nameless = make_user("\xc3");
  auto without_id = make_user("ann");
  without_id.id = {};

  CHECK(error_of(w.in.apply(create_user{nameless})) == errc::invalid_request);
  CHECK(error_of(w.in.apply(create_user{without_id})) == errc::invalid_request);
}

TEMPLATE_LIST_TEST_CASE("store: a device is read back with its raw bytes",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto device = make_device(w.in.user("ann"));
  must(w.in.apply(create_device{device}));

  const auto found = must(w.in.ask(find_device{device.id}));

  CHECK(found.owner == device.owner);
  CHECK(found.name == device.name);
  CHECK(found.nonce == device.nonce);
  CHECK(found.generation == 1);
  CHECK(found.refresh_hash == device.refresh_hash);
  CHECK(found.created_at == device.created_at);
  CHECK(found.rotated_at == device.rotated_at);
  CHECK_FALSE(found.revoked);
}

TEMPLATE_LIST_TEST_CASE("store: a device of nobody is refused",
                        "[storage][contract]", engines) {
  world<TestType> w;

  CHECK(error_of(w.in.apply(create_device{make_device(make_user("ann"))})) ==
        errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("store: a refresh token generation rotates once",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto device = make_device(w.in.user("ann"));
  must(w.in.apply(create_device{device}));
  const auto at = core::from_ms(1'800'000'000'000);

  must(w.in.apply(rotate_device{device.id, 1, "next", at}));

  const auto found = must(w.in.ask(find_device{device.id}));
  CHECK(found.generation == 2);
  CHECK(found.refresh_hash == "next");
  CHECK(found.rotated_at == at);
  CHECK(error_of(w.in.apply(rotate_device{device.id, 1, "fork", at})) ==
        errc::conflict);
  CHECK(must(w.in.ask(find_device{device.id})).refresh_hash == "next");
  CHECK(error_of(w.in.apply(rotate_device{core::device_id::make(), 1, "x",
                                          at})) == errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("store: of too many devices the longest unused end",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto other = make_device(w.in.user("bob"));
  must(w.in.apply(create_device{other}));
  auto add = [&](int minute) {
    auto device = make_device(ann);
    device.rotated_at += std::chrono::minutes{minute};
    return std::pair{device.id, must(w.in.apply(create_device{device}))};
  };
  const auto [first, nobody] = add(1);
  const auto [unused, none] = add(0);
  CHECK(nobody.empty());
  CHECK(none.empty());
  for (std::size_t i = 2; i < max_devices; ++i) CHECK(add(2).second.empty());

  CHECK(add(3).second == std::vector{unused});
  CHECK(add(3).second == std::vector{first});

  CHECK(must(w.in.ask(find_device{unused})).revoked);
  CHECK(must(w.in.ask(list_devices{ann.id})).size() == max_devices);
  CHECK_FALSE(must(w.in.ask(find_device{other.id})).revoked);
}

TEMPLATE_LIST_TEST_CASE("store: devices are forgotten, a few at a time",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  std::vector<core::device_id> all;
  for (int i = 0; i < 6; ++i) {
    auto device = make_device(ann);
    device.rotated_at = core::from_ms(1000 + i);
    must(w.in.apply(create_device{device}));
    all.push_back(device.id);
  }
  must(w.in.apply(revoke_device{all[4]}));
  const forget_devices order{core::from_ms(1003), core::from_ms(2000), 2};

  CHECK(must(w.in.apply(order)) == 2);
  CHECK(must(w.in.ask(find_device{all[2]})).id == all[2]);
  CHECK(must(w.in.apply(order)) == 1);
  CHECK(must(w.in.apply(order)) == 0);
  for (int i : {0, 1, 2})
    CHECK(error_of(w.in.ask(find_device{all[i]})) == errc::not_found);
  for (int i : {3, 4, 5}) CHECK(must(w.in.ask(find_device{all[i]})).id);

  must(w.in.apply(forget_devices{core::from_ms(0), core::now() + 1s, 10}));
  CHECK(error_of(w.in.ask(find_device{all[4]})) == errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("store: a revoked device rotates no more",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto device = make_device(ann);
  must(w.in.apply(create_device{device}));

  must(w.in.apply(revoke_device{device.id}));
  must(w.in.apply(revoke_device{device.id}));

  CHECK(must(w.in.ask(find_device{device.id})).revoked);
  CHECK(error_of(w.in.apply(rotate_device{device.id, 1, "x", {}})) ==
        errc::conflict);
  CHECK(error_of(w.in.apply(revoke_device{core::device_id::make()})) ==
        errc::not_found);
}

TEMPLATE_LIST_TEST_CASE(
    "store: devices are listed live ones by owner, dead "
    "ones by time",
    "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  auto older = make_device(ann);
  auto newer = make_device(ann);
  newer.created_at = older.created_at + std::chrono::hours{1};
  auto dead = make_device(ann);
  auto of_bob = make_device(w.in.user("bob"));
  for (const auto& device : {older, newer, dead, of_bob})
    must(w.in.apply(create_device{device}));
  const auto before = core::now() - std::chrono::milliseconds{1};
  must(w.in.apply(revoke_device{dead.id}));

  const auto live = must(w.in.ask(list_devices{ann.id}));
  REQUIRE(live.size() == 2);
  CHECK(live[0].id == newer.id);
  CHECK(live[1].id == older.id);
  const auto revoked = must(w.in.ask(list_revoked_devices{before}));
  REQUIRE(revoked.size() == 1);
  CHECK(revoked.front().id == dead.id);
  CHECK(revoked.front().at > before);
  const auto later = core::now() + std::chrono::hours{1};
  CHECK(must(w.in.ask(list_revoked_devices{later})).empty());
}

TEMPLATE_LIST_TEST_CASE("store: knows the longest life of a token that is out",
                        "[storage][contract]", engines) {
  world<TestType> w;
  using namespace std::chrono_literals;
  const auto noon = core::from_ms(1'800'000'000'000);
  auto start = [&](std::chrono::seconds lifetime, core::timestamp at) {
    return must(w.in.apply(note_token_lifetime{lifetime, at}));
  };

  CHECK(start(15min, noon) == 15min);
  CHECK(start(1h, noon + 1min) == 1h);
  // Tokens of an hour may be out for an hour from here.
  CHECK(start(1min, noon + 2min) == 1h);
  CHECK(start(1min, noon + 1h) == 1h);
  CHECK(start(15min, noon + 62min) == 15min);
  CHECK(start(1min, noon + 63min) == 15min);
}

}  // namespace parley::storage::tests
