// Contract of every engine: uploads, who may read them and what they take.

#include <algorithm>

#include "tests/storage/store_fixture.hpp"

namespace parley::storage::tests {

using core::errc;
using core::upload_kind;
using namespace std::chrono_literals;

namespace {

core::upload make_upload(const core::user& owner,
                         upload_kind kind = upload_kind::file) {
  core::upload made;
  made.id = core::upload_id::make();
  made.owner = owner.id;
  made.kind = kind;
  made.type = "image/png";
  made.name = "gr\u00fc\u00df.png";
  made.bytes = 1000;
  made.thumbnail_bytes = 24;
  made.sha256 = std::string("\0\xff sum", 6);
  made.width = 640;
  made.height = 480;
  made.created_at = core::now();
  return made;
}

template <class World>
core::upload add(World& w, const core::user& owner,
                 upload_kind kind = upload_kind::file) {
  auto made = make_upload(owner, kind);
  must(w.in.apply(create_upload{made, 0, "/uploads/" + made.id.str()}));
  return made;
}

append_message naming(const core::room& room, const core::user& sender,
                      std::vector<core::upload_id> uploads,
                      const std::string& client_id = {}) {
  auto op = make_message(room, sender, "look", client_id);
  op.value.uploads = std::move(uploads);
  return op;
}

template <class World>
std::vector<core::room_id> places(World& w, const core::upload& of,
                                  const core::user& reader) {
  return must(w.in.ask(find_upload_places{of.id, reader.id})).rooms;
}

template <class World>
std::size_t loose_ones(World& w, core::timestamp before) {
  return must(w.in.apply(collect_loose_uploads{before, 100})).size();
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("store: an upload is read back as it was created",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto made = add(w, ann);

  const auto found = must(w.in.ask(find_upload{made.id}));

  CHECK(found.id == made.id);
  CHECK(found.owner == ann.id);
  CHECK(found.kind == made.kind);
  CHECK(found.type == made.type);
  CHECK(found.name == made.name);
  CHECK(found.bytes == made.bytes);
  CHECK(found.thumbnail_bytes == made.thumbnail_bytes);
  CHECK(found.sha256 == made.sha256);
  CHECK(found.width == made.width);
  CHECK(found.height == made.height);
  CHECK(found.created_at == made.created_at);
  CHECK_FALSE(found.attached);
  CHECK(error_of(w.in.ask(find_upload{core::upload_id::make()})) ==
        errc::not_found);
  CHECK(error_of(w.in.apply(create_upload{made, 0, {}})) == errc::conflict);
}

TEMPLATE_LIST_TEST_CASE("store: uploads are bounded by their owner's quota",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  const auto first = make_upload(ann);
  const std::uint64_t two = 2 * (first.bytes + first.thumbnail_bytes);
  must(w.in.apply(create_upload{first, two, {}}));
  must(w.in.apply(create_upload{make_upload(ann), two, {}}));

  CHECK(error_of(w.in.apply(create_upload{make_upload(ann), two, {}})) ==
        errc::quota_exceeded);
  must(w.in.apply(create_upload{make_upload(bob), two, {}}));

  auto used = must(w.in.ask(measure_uploads{ann.id}));
  CHECK(used.bytes == two);
  CHECK(used.files == 2);
  must(w.in.apply(delete_upload{first.id, ann.id}));
  used = must(w.in.ask(measure_uploads{ann.id}));
  CHECK(used.bytes == two / 2);
  CHECK(used.files == 1);
  must(w.in.apply(create_upload{make_upload(ann), two, {}}));
  CHECK(must(w.in.ask(measure_uploads{w.in.user("eve").id})).files == 0);
}

TEMPLATE_LIST_TEST_CASE("store: uploads that nothing uses yet are bounded",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  const auto room = w.in.room("general", ann);
  auto put = [&](const core::user& owner, upload_kind kind) {
    create_upload op{make_upload(owner, kind), 0, {}, 2};
    return std::pair{op.value.id, w.in.apply(op)};
  };
  auto pending = [&] {
    auto used = must(w.in.ask(measure_uploads{ann.id}));
    return std::pair{used.pending_images, used.pending_files};
  };
  using counts = std::pair<std::uint64_t, std::uint64_t>;

  const auto first = put(ann, upload_kind::file).first;
  const auto second = put(ann, upload_kind::file).first;
  CHECK(pending() == counts{0, 2});
  CHECK(error_of(put(ann, upload_kind::file).second) == errc::too_many_uploads);

  // Others, other kinds, and avatars, which are used at once.
  CHECK(put(bob, upload_kind::file).second.has_value());
  CHECK(put(ann, upload_kind::image).second.has_value());
  for (int i = 0; i < 4; ++i)
    CHECK(put(ann, upload_kind::avatar).second.has_value());
  CHECK(pending() == counts{1, 2});

  // What is used makes room, also when it is used no longer; what is deleted.
  const auto said = must(w.in.apply(naming(room, ann, {first})));
  append_change erase;
  erase.room = room.id;
  erase.message = said.id;
  erase.by = ann.id;
  erase.at = core::now() + 1h;
  erase.what = core::entry_kind::deleted;
  must(w.in.apply(erase));
  CHECK(pending() == counts{1, 1});
  must(w.in.apply(delete_upload{second, ann.id}));
  CHECK(pending() == counts{1, 0});

  // And what waits to be sent.
  core::scheduled_message later;
  const auto third = put(ann, upload_kind::file).first;
  later.value = naming(room, ann, {third}).value;
  later.due = core::now() + 1h;
  must(w.in.apply(schedule_message{later}));
  CHECK(pending() == counts{1, 0});
}

TEMPLATE_LIST_TEST_CASE("store: only its owner can delete an upload, once",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  const auto made = add(w, ann);

  CHECK(error_of(w.in.apply(delete_upload{made.id, bob.id})) ==
        errc::not_found);
  CHECK(must(w.in.apply(delete_upload{made.id, ann.id})).value.id == made.id);
  CHECK(error_of(w.in.apply(delete_upload{made.id, ann.id})) ==
        errc::not_found);
  CHECK(error_of(w.in.ask(find_upload{made.id})) == errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("store: an upload knows the rooms that name it",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  const auto eve = w.in.user("eve");
  const auto room = w.in.room("general", ann);
  const auto other = w.in.room("other", ann);
  const auto direct =
      must(w.in.apply(
               open_direct{make_room("", ann), {ann.id, w.in.user("zoe").id}}))
          .room;
  must(w.in.apply(append_joined{other.id, bob.id, {}, core::now()}));
  const auto made = add(w, ann);
  auto rooms_for = [&](const core::user& who) { return places(w, made, who); };
  using rooms = std::vector<core::room_id>;

  CHECK(rooms_for(ann).empty());
  for (const auto& each : {room, other, direct})
    for (int i = 0; i < 2; ++i) must(w.in.apply(naming(each, ann, {made.id})));
  CHECK(must(w.in.ask(find_upload{made.id})).attached);
  CHECK(rooms_for(ann).size() == 3);
  // One's own first; a direct one is for those in it alone.
  CHECK(rooms_for(bob) == rooms{other.id, room.id});
  CHECK(rooms_for(eve).size() == 2);
  must(w.in.apply(delete_room{other.id}));
  CHECK(rooms_for(bob) == rooms{room.id});
  const auto unknown = core::upload_id::make();
  CHECK(error_of(w.in.ask(find_upload_places{unknown, ann.id})) ==
        errc::not_found);
}

TEMPLATE_LIST_TEST_CASE(
    "store: with the last message that names it an upload is out of sight",
    "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  const auto room = w.in.room("general", ann);
  must(w.in.apply(append_joined{room.id, bob.id, {}, core::now()}));
  const auto made = add(w, ann);
  const auto one = must(w.in.apply(naming(room, ann, {made.id, made.id})));
  const auto two = must(w.in.apply(naming(room, ann, {made.id})));
  auto erase = [&](const appended& what) {
    append_change op;
    op.room = room.id;
    op.message = what.id;
    op.by = ann.id;
    op.at = core::now();
    op.what = core::entry_kind::deleted;
    must(w.in.apply(op));
  };
  auto bob_reads = [&] { return !places(w, made, bob).empty(); };

  erase(one);
  CHECK(bob_reads());
  erase(two);
  CHECK_FALSE(bob_reads());
  CHECK_FALSE(must(w.in.ask(find_upload{made.id})).attached);
  CHECK(loose_ones(w, core::now() + 1h) == 1);
}

TEMPLATE_LIST_TEST_CASE("store: an avatar is for all and there is one of each",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto room = w.in.room("general", ann);
  const auto old = add(w, ann, upload_kind::avatar);
  const auto now = add(w, ann, upload_kind::avatar);

  CHECK(must(w.in.ask(find_user{ann.id})).avatar == "/uploads/" + now.id.str());
  CHECK(must(w.in.ask(find_upload{now.id})).attached);
  CHECK_FALSE(must(w.in.ask(find_upload{old.id})).attached);
  CHECK(error_of(w.in.apply(naming(room, ann, {now.id}))) ==
        errc::invalid_request);

  must(w.in.apply(delete_upload{old.id, ann.id}));
  CHECK_FALSE(must(w.in.ask(find_user{ann.id})).avatar.empty());
  must(w.in.apply(delete_upload{now.id, ann.id}));
  CHECK(must(w.in.ask(find_user{ann.id})).avatar.empty());
}

TEMPLATE_LIST_TEST_CASE("store: a message names uploads of its sender only",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  const auto room = w.in.room("general", ann);
  const auto hers = add(w, ann);
  const auto his = add(w, bob);
  const auto before = w.in.log(room.id).size();

  CHECK(error_of(w.in.apply(naming(room, ann, {hers.id, his.id}))) ==
        errc::invalid_request);
  CHECK(error_of(w.in.apply(naming(room, ann, {core::upload_id::make()}))) ==
        errc::invalid_request);

  CHECK(w.in.log(room.id).size() == before);
  CHECK_FALSE(must(w.in.ask(find_upload{hers.id})).attached);
}

TEMPLATE_LIST_TEST_CASE(
    "store: a retry finds its message although the upload is gone",
    "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto room = w.in.room("general", ann);
  const auto made = add(w, ann);
  const auto first = must(w.in.apply(naming(room, ann, {made.id}, "once")));
  must(w.in.apply(delete_upload{made.id, ann.id}));

  const auto again = must(w.in.apply(naming(room, ann, {made.id}, "once")));

  CHECK(again.duplicate);
  CHECK(again.id == first.id);
  CHECK(error_of(w.in.apply(naming(room, ann, {made.id}, "new"))) ==
        errc::invalid_request);
}

TEMPLATE_LIST_TEST_CASE("store: what nothing names for long is collected",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto room = w.in.room("general", ann);
  const auto named = add(w, ann);
  const auto loose = add(w, ann);
  const auto avatar = add(w, ann, upload_kind::avatar);
  must(w.in.apply(naming(room, ann, {named.id})));

  CHECK(loose_ones(w, loose.created_at) == 0);
  const auto gone =
      must(w.in.apply(collect_loose_uploads{loose.created_at + 1h, 100}));

  CHECK(gone == std::vector{loose.id});
  CHECK(error_of(w.in.ask(find_upload{loose.id})) == errc::not_found);
  CHECK(w.in.ask(find_upload{named.id}).has_value());
  CHECK(w.in.ask(find_upload{avatar.id}).has_value());
  CHECK(must(w.in.ask(measure_uploads{ann.id})).files == 2);
}

TEMPLATE_LIST_TEST_CASE("store: an avatar is in use while the profile shows it",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto made = add(w, ann, upload_kind::avatar);
  const auto link = "/uploads/" + made.id.str() + "?sig=abc";
  auto show = [&](const std::string& avatar) {
    must(w.in.apply(update_user{ann.id, {}, {}, {}, avatar}));
    return must(w.in.ask(find_upload{made.id})).attached;
  };

  CHECK_FALSE(show("https://elsewhere/a.png"));
  CHECK(show(link));
  CHECK_FALSE(show("https://chat.example/uploads/"));
  CHECK(show("https://chat.example/app" + link));
  CHECK_FALSE(show("/uploads/" + add(w, w.in.user("bob")).id.str()));
  must(w.in.apply(update_user{ann.id, "anna", {}, {}, {}}));

  must(w.in.apply(delete_upload{made.id, ann.id}));
  CHECK_FALSE(must(w.in.ask(find_user{ann.id})).avatar.empty());
}

TEMPLATE_LIST_TEST_CASE("store: with an account its avatars are forgotten",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto old = add(w, ann, upload_kind::avatar);
  const auto now = add(w, ann, upload_kind::avatar);
  const auto file = add(w, ann);

  must(w.in.apply(delete_user{ann.id, ann.password_hash, core::now()}));

  CHECK(error_of(w.in.ask(find_upload{old.id})) == errc::not_found);
  CHECK(error_of(w.in.ask(find_upload{now.id})) == errc::not_found);
  CHECK(w.in.ask(find_upload{file.id}).has_value());
}

TEMPLATE_LIST_TEST_CASE("store: what a waiting message names is not collected",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto room = w.in.room("general", ann);
  const auto made = add(w, ann);
  core::scheduled_message later;
  later.value = naming(room, ann, {made.id}).value;
  later.due = made.created_at;
  must(w.in.apply(schedule_message{later}));
  must(w.in.apply(postpone_scheduled{later.value.id, made.created_at + 48h}));

  CHECK(loose_ones(w, made.created_at + 24h) == 0);
  must(w.in.apply(drop_scheduled{later.value.id, {}}));

  CHECK(loose_ones(w, made.created_at + 24h) == 1);
}

TEMPLATE_LIST_TEST_CASE(
    "store: what a reported message names is kept while the report is",
    "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  const auto room = w.in.room("general", ann);
  const auto made = add(w, ann);
  const auto other = add(w, ann);
  const auto said = must(w.in.apply(naming(room, ann, {made.id})));
  core::report report;
  report.id = core::report_id::make();
  report.reporter.id = bob.id;
  report.target = said.id;
  report.at = core::now();
  CHECK_FALSE(must(w.in.ask(find_upload_places{made.id, bob.id})).reported);

  must(w.in.apply(file_report{report}));

  const auto uploads = must(w.in.ask(find_report{report.id})).uploads;
  REQUIRE(uploads.size() == 1);
  CHECK(uploads[0].id == made.id);
  CHECK(must(w.in.ask(list_reports{})).items.at(0).uploads.size() == 1);
  CHECK_FALSE(must(w.in.apply(delete_upload{other.id, ann.id})).kept);
  CHECK(must(w.in.apply(delete_upload{made.id, ann.id})).kept);

  // For its owner it is gone; what it takes counts until it really is.
  CHECK(error_of(w.in.ask(find_upload{made.id})) == errc::not_found);
  CHECK(error_of(w.in.apply(delete_upload{made.id, ann.id})) ==
        errc::not_found);
  CHECK(error_of(w.in.apply(naming(room, ann, {made.id}))) ==
        errc::invalid_request);
  CHECK(must(w.in.ask(list_uploads{ann.id, {}, 9})).items.empty());
  CHECK(must(w.in.ask(measure_uploads{ann.id})).files == 1);
  const auto seen = must(w.in.ask(find_upload_places{made.id, bob.id}));
  CHECK(seen.reported);
  CHECK(seen.withdrawn);
  CHECK(seen.rooms.empty());
  CHECK(must(w.in.ask(find_known_uploads{{made.id}})).size() == 1);

  const auto later = core::now() + 24h;
  CHECK(loose_ones(w, later) == 0);
  must(w.in.apply(decide_report{
      report.id, core::report_state::resolved, bob.id, {}, core::now()}));
  CHECK(loose_ones(w, later) == 0);
  must(w.in.apply(forget_acts{later, 100}));
  CHECK(loose_ones(w, later) == 1);
  CHECK(must(w.in.ask(measure_uploads{ann.id})).files == 0);
}

TEMPLATE_LIST_TEST_CASE("store: an icon is in use while a place shows it",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  auto group = w.in.group("crew", ann);
  const auto room = w.in.room("general", ann);
  const auto one = add(w, ann, upload_kind::image);
  const auto two = add(w, ann, upload_kind::image);
  auto link = [](const core::upload& of) { return "/uploads/" + of.id.str(); };
  auto show_in_group = [&](const std::string& icon, const core::user& by) {
    auto wanted = group;
    wanted.icon = icon;
    return w.in.apply(update_group{wanted, by.id});
  };
  auto show_in_room = [&](const std::string& icon, const core::user& by) {
    core::room_profile wanted = room;
    wanted.icon = icon;
    return w.in.apply(append_profile{room.id, by.id, wanted, core::now()});
  };
  auto used = [&](const core::upload& of) {
    return must(w.in.ask(find_upload{of.id})).attached;
  };

  must(show_in_group(link(one), ann));
  must(show_in_room(link(one), ann));
  CHECK(used(one));
  const auto seen = must(w.in.ask(find_upload_places{one.id, bob.id}));
  CHECK(seen.icon_of_groups == std::vector{group.id});
  CHECK(seen.icon_of_rooms == std::vector{room.id});

  // Whoever changes something else need not own the icon.
  must(show_in_group(link(one), bob));
  for (const auto& wrong :
       {link(add(w, ann)), link(add(w, ann, upload_kind::avatar)),
        link(add(w, bob, upload_kind::image)),
        "/uploads/" + core::upload_id::make().str()}) {
    CHECK(error_of(show_in_group(wrong, ann)) == errc::invalid_request);
    CHECK(error_of(show_in_room(wrong, ann)) == errc::invalid_request);
  }
  CHECK(must(w.in.ask(find_group{group.id})).icon == link(one));

  must(show_in_room(link(two), ann));
  CHECK(used(one));
  must(show_in_group("https://elsewhere/icon.png", ann));
  CHECK_FALSE(used(one));
  CHECK(used(two));
  must(w.in.apply(delete_room{room.id}));
  CHECK_FALSE(used(two));
  CHECK(
      must(w.in.ask(find_upload_places{two.id, bob.id})).icon_of_rooms.empty());

  must(show_in_group(link(two), ann));
  CHECK(used(two));
  must(w.in.apply(delete_group{group.id}));
  CHECK_FALSE(used(two));
}

TEMPLATE_LIST_TEST_CASE("store: an icon outlives the message that named it",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  auto group = w.in.group("crew", ann);
  const auto room = w.in.room("general", ann);
  const auto made = add(w, ann, upload_kind::image);
  const auto said = must(w.in.apply(naming(room, ann, {made.id})));
  group.icon = "/uploads/" + made.id.str();
  must(w.in.apply(update_group{group, ann.id}));
  append_change erase;
  erase.room = room.id;
  erase.message = said.id;
  erase.by = ann.id;
  erase.at = core::now();
  erase.what = core::entry_kind::deleted;

  must(w.in.apply(erase));

  CHECK(must(w.in.ask(find_upload{made.id})).attached);
  // Deleted by its owner, the icon leads nowhere, and can be replaced.
  must(w.in.apply(delete_upload{made.id, ann.id}));
  CHECK(must(w.in.ask(find_group{group.id})).icon == group.icon);
  group.name = "another name";
  must(w.in.apply(update_group{group, ann.id}));
  group.icon.clear();
  must(w.in.apply(update_group{group, ann.id}));
}

TEMPLATE_LIST_TEST_CASE("store: what deleted rooms named is let go, in steps",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto room = w.in.room("general", ann);
  const auto other = w.in.room("other", ann);
  const auto both = add(w, ann);
  const auto here = add(w, ann);
  must(w.in.apply(naming(room, ann, {both.id})));
  must(w.in.apply(naming(room, ann, {here.id})));
  must(w.in.apply(naming(other, ann, {both.id})));
  const auto now = core::now();
  CHECK_FALSE(must(w.in.apply(release_uploads{now, 1})));

  must(w.in.apply(delete_room{room.id}));
  int steps = 0;
  while (must(w.in.apply(release_uploads{now, 1}))) ++steps;

  CHECK(steps == 3);
  CHECK(must(w.in.ask(find_upload{both.id})).attached);
  CHECK_FALSE(must(w.in.ask(find_upload{here.id})).attached);
  CHECK(must(w.in.apply(collect_loose_uploads{now + 1h, 9})) ==
        std::vector{here.id});
}

TEMPLATE_LIST_TEST_CASE("store: loose uploads are collected in bounded steps",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  for (int i = 0; i < 5; ++i) add(w, ann);
  const auto later = core::now() + 1h;

  CHECK(must(w.in.apply(collect_loose_uploads{later, 3})).size() == 3);
  CHECK(must(w.in.apply(collect_loose_uploads{later, 3})).size() == 2);
  CHECK(must(w.in.apply(collect_loose_uploads{later, 3})).empty());
}

TEMPLATE_LIST_TEST_CASE("store: a user's uploads are listed newest first",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  add(w, w.in.user("bob"));
  std::vector<core::upload_id> made;
  for (int i = 0; i < 5; ++i) made.push_back(add(w, ann).id);
  std::reverse(made.begin(), made.end());

  std::vector<core::upload_id> listed;
  std::string cursor;
  do {
    auto page = must(w.in.ask(list_uploads{ann.id, cursor, 2}));
    CHECK(page.items.size() <= 2);
    for (const auto& each : page.items) listed.push_back(each.id);
    cursor = page.next;
  } while (!cursor.empty());

  CHECK(listed == made);
  CHECK(error_of(w.in.ask(list_uploads{ann.id, "junk", 2})) ==
        errc::invalid_request);
}

TEMPLATE_LIST_TEST_CASE("store: known uploads are told from unknown ones",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto made = add(w, w.in.user("ann"));
  const auto other = core::upload_id::make();

  CHECK(must(w.in.ask(find_known_uploads{{other, made.id}})) ==
        std::vector{made.id});
  CHECK(must(w.in.ask(find_known_uploads{})).empty());
}

}  // namespace parley::storage::tests
