// Contract of every engine: what those who run a server ask.

#include <algorithm>

#include "tests/storage/store_fixture.hpp"

namespace parley::storage::tests {

using core::errc;
using core::server_role;

namespace {

core::timestamp later(std::chrono::seconds by) { return core::now() + by; }

core::restriction ban_by(const core::user& by,
                         std::optional<core::timestamp> until = {}) {
  core::restriction ban;
  ban.by = by.id;
  ban.reason = "spam";
  ban.at = core::now();
  ban.until = until;
  return ban;
}

core::act act_of(const core::user& by, const std::string& what,
                 core::about target = {}) {
  core::act act;
  act.what = what;
  act.by = by.id;
  act.target = target;
  act.at = core::now();
  return act;
}

core::report report_of(const core::user& by, core::about target) {
  core::report report;
  report.id = core::report_id::make();
  report.reporter.id = by.id;
  report.target = target;
  report.reason = core::report_reason::hate;
  report.note = "see there";
  report.content = "what it said";
  report.at = core::now();
  return report;
}

std::vector<std::string> names(const page<account>& of) {
  std::vector<std::string> all;
  for (const auto& each : of.items) all.push_back(each.who.username);
  return all;
}

std::vector<std::string> names(const page<core::group>& of) {
  std::vector<std::string> all;
  for (const auto& each : of.items) all.push_back(each.name);
  return all;
}

std::vector<std::string> names(const page<recorded_act>& of) {
  std::vector<std::string> all;
  for (const auto& each : of.items) all.push_back(each.what.what);
  return all;
}

using texts = std::vector<std::string>;

}  // namespace

// -- roles --------------------------------------------------------------------

TEMPLATE_LIST_TEST_CASE("store: a lower role ends a user's devices",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto device = make_device(ann);
  must(w.in.apply(create_device{device}));

  CHECK(must(w.in.apply(set_server_role{ann.id, server_role::moderator}))
            .empty());
  CHECK(must(w.in.ask(find_user{ann.id})).role == server_role::moderator);
  CHECK(must(w.in.apply(set_server_role{ann.id, server_role::user})) ==
        std::vector{device.id});
  CHECK(must(w.in.ask(find_device{device.id})).revoked);
}

TEMPLATE_LIST_TEST_CASE("store: the last admin stays one",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  must(w.in.apply(set_server_role{ann.id, server_role::admin}));
  const set_server_role step_down{ann.id, server_role::moderator};

  CHECK(error_of(w.in.apply(step_down)) == errc::conflict);
  must(w.in.apply(set_server_role{ann.id, server_role::admin}));

  must(w.in.apply(set_server_role{bob.id, server_role::admin}));
  must(w.in.apply(step_down));
  CHECK(must(w.in.ask(find_user{ann.id})).role == server_role::moderator);
  CHECK(error_of(w.in.apply(set_server_role{
            core::user_id::make(), server_role::admin})) == errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("store: a deleted admin is none to rely on",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  for (const auto& each : {ann, bob})
    must(w.in.apply(set_server_role{each.id, server_role::admin}));
  must(w.in.apply(delete_user{bob.id, bob.password_hash, core::now()}));

  CHECK(error_of(w.in.apply(set_server_role{ann.id, server_role::user})) ==
        errc::conflict);
  CHECK(error_of(w.in.apply(set_server_role{bob.id, server_role::user})) ==
        errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("store: a banned admin is none to rely on",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  for (const auto& each : {ann, bob})
    must(w.in.apply(set_server_role{each.id, server_role::admin}));
  must(w.in.apply(ban_user{bob.id, ban_by(ann)}));

  CHECK(error_of(w.in.apply(set_server_role{ann.id, server_role::user})) ==
        errc::conflict);
  must(w.in.apply(lift_user_ban{bob.id}));
  must(w.in.apply(set_server_role{ann.id, server_role::user}));
}

TEMPLATE_LIST_TEST_CASE("store: the last admin is not deleted",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  must(w.in.apply(set_server_role{ann.id, server_role::admin}));
  const delete_user leave{ann.id, ann.password_hash, core::now()};

  CHECK(error_of(w.in.apply(leave)) == errc::conflict);
  CHECK_FALSE(must(w.in.ask(find_user{ann.id})).deleted);

  must(w.in.apply(set_server_role{bob.id, server_role::admin}));
  must(w.in.apply(leave));
}

// -- bans ---------------------------------------------------------------------

TEMPLATE_LIST_TEST_CASE("store: who is banned has no device and gets none",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  const auto device = make_device(bob);
  must(w.in.apply(create_device{device}));
  const auto until = later(std::chrono::hours{1});

  CHECK(must(w.in.apply(ban_user{bob.id, ban_by(ann, until)})) ==
        std::vector{device.id});

  const auto ban = must(w.in.ask(find_user_ban{bob.id}));
  CHECK(ban.what == core::restriction_kind::server_ban);
  CHECK(ban.who.username == "bob");
  CHECK(ban.by == ann.id);
  CHECK(ban.reason == "spam");
  CHECK(core::to_ms(*ban.until) == core::to_ms(until));
  CHECK(error_of(w.in.apply(create_device{make_device(bob)})) ==
        errc::account_banned);
  CHECK(error_of(w.in.ask(find_user_ban{ann.id})) == errc::not_found);

  must(w.in.apply(lift_user_ban{bob.id}));
  CHECK(error_of(w.in.apply(lift_user_ban{bob.id})) == errc::not_found);
  CHECK(error_of(w.in.ask(find_user_ban{bob.id})) == errc::not_found);
  must(w.in.apply(create_device{make_device(bob)}));
}

TEMPLATE_LIST_TEST_CASE("store: a ban ends by itself", "[storage][contract]",
                        engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  must(w.in.apply(
      ban_user{bob.id, ban_by(ann, later(std::chrono::seconds{-1}))}));

  CHECK(error_of(w.in.ask(find_user_ban{bob.id})) == errc::not_found);
  must(w.in.apply(create_device{make_device(bob)}));
  CHECK(must(w.in.ask(list_accounts{"", {}, true})).items.empty());
  CHECK(must(w.in.ask(measure_store{})).banned == 0);
}

TEMPLATE_LIST_TEST_CASE("store: an operator bans in nobody's name",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto bob = w.in.user("bob");
  core::user nobody;

  must(w.in.apply(ban_user{bob.id, ban_by(nobody)}));

  CHECK_FALSE(must(w.in.ask(find_user_ban{bob.id})).by);
  must(w.in.apply(delete_user{bob.id, bob.password_hash, core::now()}));
  CHECK(must(w.in.ask(list_accounts{"", {}, true})).items.empty());
  CHECK(error_of(w.in.apply(ban_user{bob.id, ban_by(nobody)})) ==
        errc::not_found);
}

// -- lists --------------------------------------------------------------------

TEMPLATE_LIST_TEST_CASE("store: accounts are found by name, role and ban",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bea = w.in.user("Bea");
  const auto ben = w.in.user("ben");
  must(w.in.apply(set_server_role{ann.id, server_role::admin}));
  must(w.in.apply(ban_user{ben.id, ban_by(ann)}));
  const auto gone = w.in.user("bert");
  must(w.in.apply(delete_user{gone.id, gone.password_hash, core::now()}));

  const auto all = must(w.in.ask(list_accounts{}));
  CHECK(names(all) == texts{"ann", "Bea", "ben"});
  CHECK_FALSE(all.items[1].ban);
  REQUIRE(all.items[2].ban);
  CHECK(all.items[2].ban->by == ann.id);
  CHECK(all.items[2].who.email == ben.email);
  CHECK(names(must(w.in.ask(list_accounts{"BE"}))) == texts{"Bea", "ben"});
  CHECK(names(must(w.in.ask(list_accounts{"", server_role::admin}))) ==
        texts{"ann"});
  CHECK(names(must(w.in.ask(list_accounts{"", {}, true}))) == texts{"ben"});
}

TEMPLATE_LIST_TEST_CASE("store: accounts come page by page",
                        "[storage][contract]", engines) {
  world<TestType> w;
  for (auto name : {"ann", "bob", "cid"}) {
    const auto user = w.in.user(name);
    must(w.in.apply(ban_user{user.id, ban_by(user)}));
  }
  auto query =
      GENERATE(list_accounts{}, list_accounts{"", server_role::moderator},
               list_accounts{"", {}, true});
  query.limit = 2;

  const auto first = must(w.in.ask(query));
  query.cursor = first.next;
  const auto rest = must(w.in.ask(query));

  CHECK(names(first) == texts{"ann", "bob"});
  CHECK(names(rest) == texts{"cid"});
  CHECK(rest.next.empty());
  query.cursor = "not hex";
  CHECK(error_of(w.in.ask(query)) == errc::invalid_request);
}

TEMPLATE_LIST_TEST_CASE(
    "store: all groups and channels are listed to those "
    "who run the server",
    "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  auto closed = make_group("Alpine", ann);
  closed.access = core::visibility::closed;
  must(w.in.apply(create_group{closed}));
  w.in.group("beach", ann);
  auto hidden = make_room("den", ann);
  hidden.parent = closed.id;
  hidden.access = core::visibility::closed;
  must(w.in.apply(create_room{hidden}));
  auto open = hidden;
  open.id = core::room_id::make();
  open.name = "hall";
  must(w.in.apply(create_room{open}));

  CHECK(names(must(w.in.ask(list_all_groups{}))) == texts{"Alpine", "beach"});
  CHECK(names(must(w.in.ask(list_all_groups{"BE"}))) == texts{"beach"});
  const auto first = must(w.in.ask(list_all_groups{"", "", 1}));
  CHECK(names(must(w.in.ask(list_all_groups{"", first.next, 1}))) ==
        texts{"beach"});

  const auto newest = must(w.in.ask(list_all_channels{"", 1}));
  REQUIRE(newest.items.size() == 1);
  CHECK(newest.items[0].name == "hall");
  const auto next = must(w.in.ask(list_all_channels{newest.next, 1}));
  CHECK(next.items[0].name == "den");
  CHECK(next.next.empty());
  const auto size = must(w.in.ask(measure_group{closed.id}));
  CHECK(size.members == 1);
  CHECK(size.channels == 2);

  const auto bob = w.in.user("bob");
  CHECK(must(w.in.ask(list_group_rooms{closed.id, bob.id})).empty());
  CHECK(must(w.in.ask(list_group_rooms{closed.id, bob.id, true})).size() == 2);
  must(w.in.apply(delete_room{hidden.id}));
  CHECK(must(w.in.ask(list_all_channels{})).items.size() == 1);
}

TEMPLATE_LIST_TEST_CASE("store: what it holds can be counted",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  must(w.in.apply(set_server_role{ann.id, server_role::admin}));
  must(w.in.apply(set_server_role{bob.id, server_role::moderator}));
  must(w.in.apply(ban_user{bob.id, ban_by(ann)}));
  const auto room = w.in.room("hall", ann);
  const auto gone = w.in.room("cellar", ann);
  for (auto text : {"one", "two"}) w.in.say(room, ann, text);
  w.in.say(gone, ann, "three");
  must(w.in.apply(delete_room{gone.id}));
  must(w.in.apply(file_report{report_of(ann, bob.id)}));

  const auto all = must(w.in.ask(measure_store{}));

  CHECK(all.users == 2);
  CHECK(all.admins == 1);
  CHECK(all.moderators == 1);
  CHECK(all.banned == 1);
  CHECK(all.channels == 1);
  CHECK(all.direct_rooms == 0);
  CHECK(all.messages == 2);
  CHECK(all.uploads == 0);
  CHECK(all.open_reports == 1);
}

// -- acts ---------------------------------------------------------------------

TEMPLATE_LIST_TEST_CASE("store: an act is kept as it was",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  auto act = act_of(ann, core::acts::channel_mute, core::user_id::make());
  act.group = core::group_id::make();
  act.room = core::room_id::make();
  act.address = "2001:db8::1";
  act.details = R"({"reason":"noise"})";

  must(w.in.apply(record_act{act}));

  const auto kept = must(w.in.ask(list_acts{}));
  REQUIRE(kept.items.size() == 1);
  const auto& [what, by] = kept.items[0];
  CHECK(what.what == act.what);
  CHECK(what.by == ann.id);
  CHECK(by.username == "ann");
  CHECK(what.target == act.target);
  CHECK(what.group == act.group);
  CHECK(what.room == act.room);
  CHECK(what.address == act.address);
  CHECK(what.details == act.details);
  CHECK(core::to_ms(what.at) == core::to_ms(act.at));
}

TEMPLATE_LIST_TEST_CASE("store: acts are found by actor, name, target, group",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  const auto group = core::group_id::make();
  auto in_group = act_of(ann, "group.ban", bob.id);
  in_group.group = group;
  must(w.in.apply(record_act{act_of(ann, "user.ban", bob.id)}));
  must(w.in.apply(record_act{in_group}));
  must(w.in.apply(record_act{act_of(bob, "user.role", ann.id)}));
  core::user operator_of_host;
  must(w.in.apply(record_act{act_of(operator_of_host, "user.ban", ann.id)}));

  const auto of = [&](list_acts query) { return names(must(w.in.ask(query))); };
  CHECK(of({}) == texts{"user.ban", "user.role", "group.ban", "user.ban"});
  CHECK(of({ann.id}) == texts{"group.ban", "user.ban"});
  CHECK(of({{}, "user.ban"}) == texts{"user.ban", "user.ban"});
  const core::about target{ann.id};
  CHECK(of({{}, "", target.id}) == texts{"user.ban", "user.role"});
  CHECK(of({bob.id, "", target.id}) == texts{"user.role"});
  CHECK(of({{}, "", {}, group}) == texts{"group.ban"});
  CHECK(of({bob.id, "user.ban"}).empty());
}

TEMPLATE_LIST_TEST_CASE("store: acts come page by page, newest first",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  for (auto what : {"a", "b", "c"})
    must(w.in.apply(record_act{act_of(ann, what)}));
  auto query = GENERATE(list_acts{}, list_acts{core::user_id{}});
  if (query.by) query.by = ann.id;
  query.limit = 2;

  const auto first = must(w.in.ask(query));
  must(w.in.apply(record_act{act_of(ann, "d")}));
  query.cursor = first.next;
  const auto rest = must(w.in.ask(query));

  CHECK(names(first) == texts{"c", "b"});
  CHECK(names(rest) == texts{"a"});
  CHECK(rest.next.empty());
}

TEMPLATE_LIST_TEST_CASE("store: acts are forgotten by age, a few at a time",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  for (int days : {3, 2, 1}) {
    auto act = act_of(ann, std::to_string(days));
    act.at -= std::chrono::hours{24} * days;
    must(w.in.apply(record_act{act}));
  }
  const auto before = later(-std::chrono::hours{36});

  CHECK(must(w.in.apply(forget_acts{before, 1})) == 1);
  CHECK(names(must(w.in.ask(list_acts{}))) == texts{"1", "2"});
  CHECK(must(w.in.apply(forget_acts{before, 10})) == 1);
  CHECK(must(w.in.apply(forget_acts{before, 10})) == 0);
  CHECK(names(must(w.in.ask(list_acts{}))) == texts{"1"});
}

TEMPLATE_LIST_TEST_CASE("store: an act goes with the batch it is in",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");

  must(w.in.write().begin());
  must(w.in.write().apply(set_server_role{ann.id, server_role::admin}));
  must(w.in.write().apply(record_act{act_of(ann, "user.role")}));
  w.in.write().rollback();

  CHECK(must(w.in.ask(list_acts{})).items.empty());
  CHECK(must(w.in.ask(find_user{ann.id})).role == ann.role);
}

// -- reports ------------------------------------------------------------------

TEMPLATE_LIST_TEST_CASE("store: a report is filed once while it is open",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  auto report = report_of(ann, bob.id);
  report.author.id = bob.id;

  const auto filed = must(w.in.apply(file_report{report}));
  const auto again = must(w.in.apply(file_report{report_of(ann, bob.id)}));
  const auto others = must(w.in.apply(file_report{report_of(bob, bob.id)}));

  CHECK(filed.created);
  CHECK_FALSE(again.created);
  CHECK(again.value.id == report.id);
  CHECK(others.created);
  const auto kept = must(w.in.ask(find_report{report.id}));
  CHECK(kept.reporter.username == "ann");
  CHECK(kept.author.username == "bob");
  CHECK(kept.target == report.target);
  CHECK(kept.reason == report.reason);
  CHECK(kept.note == report.note);
  CHECK(kept.content == report.content);
  CHECK(kept.state == core::report_state::open);
  CHECK_FALSE(kept.decided_at);
  CHECK(error_of(w.in.ask(find_report{core::report_id::make()})) ==
        errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("store: a report is decided once",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  const auto report = report_of(ann, bob.id);
  must(w.in.apply(file_report{report}));
  const decide_report order{report.id, core::report_state::dismissed, bob.id,
                            "no", core::now()};

  const auto decided = must(w.in.apply(order));

  CHECK(decided.state == core::report_state::dismissed);
  CHECK(decided.decided_by.username == "bob");
  CHECK(decided.decision == "no");
  CHECK(decided.decided_at);
  CHECK(error_of(w.in.apply(order)) == errc::conflict);
  auto unknown = order;
  unknown.id = core::report_id::make();
  CHECK(error_of(w.in.apply(unknown)) == errc::not_found);
  auto none = order;
  none.state = core::report_state::open;
  CHECK(error_of(w.in.apply(none)) == errc::invalid_request);
  // What comes up again may be reported again.
  CHECK(must(w.in.apply(file_report{report_of(ann, bob.id)})).created);
}

TEMPLATE_LIST_TEST_CASE("store: decided reports are forgotten by age",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto longer_ago = later(-std::chrono::hours{48});
  std::vector<core::report_id> ids;
  for (int i = 0; i < 3; ++i) {
    auto report = report_of(ann, core::room_id::make());
    report.at = longer_ago;
    ids.push_back(must(w.in.apply(file_report{report})).value.id);
  }
  decide_report order{ids[0], core::report_state::resolved, ann.id, "",
                      longer_ago};
  must(w.in.apply(order));
  order.id = ids[1];
  order.at = core::now();
  must(w.in.apply(order));

  CHECK(must(w.in.apply(forget_acts{later(-std::chrono::hours{24}), 10})) == 1);

  CHECK(error_of(w.in.ask(find_report{ids[0]})) == errc::not_found);
  must(w.in.ask(find_report{ids[1]}));
  must(w.in.ask(find_report{ids[2]}));  // still open
}

TEMPLATE_LIST_TEST_CASE(
    "store: the oldest open report is first, the newest "
    "decided one",
    "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  std::vector<core::report_id> ids;
  for (int i = 0; i < 3; ++i) {
    ids.push_back(
        must(w.in.apply(file_report{report_of(ann, core::room_id::make())}))
            .value.id);
  }
  const auto ids_of = [&](list_reports query) {
    std::vector<core::report_id> found;
    for (const auto& each : must(w.in.ask(query)).items)
      found.push_back(each.id);
    return found;
  };

  CHECK(ids_of({}) == ids);
  const auto first = must(w.in.ask(list_reports{{}, "", 2}));
  CHECK(ids_of({{}, first.next, 2}) == std::vector{ids[2]});
  for (const auto& id : ids)
    must(w.in.apply(decide_report{id, core::report_state::resolved, ann.id, "",
                                  core::now()}));
  CHECK(ids_of({}).empty());
  std::reverse(ids.begin(), ids.end());
  CHECK(ids_of({core::report_state::resolved}) == ids);
  CHECK(ids_of({core::report_state::dismissed}).empty());
}

TEMPLATE_LIST_TEST_CASE("store: one reporter cannot fill the queue",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  must(w.in.write().begin());
  for (std::size_t i = 0; i < max_open_reports; ++i)
    must(
        w.in.write().apply(file_report{report_of(ann, core::room_id::make())}));
  must(w.in.write().commit());

  CHECK(error_of(w.in.apply(file_report{
            report_of(ann, core::room_id::make())})) == errc::conflict);
}

}  // namespace parley::storage::tests
