// Contract of every engine: messages, history and search.

#include "tests/storage/store_fixture.hpp"

namespace parley::storage::tests {

using core::errc;

TEMPLATE_LIST_TEST_CASE("store: a message is read back as it was appended",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto room = w.in.room("r", ann);
  auto op = make_message(room, ann, std::string("a\0b \xf0\x9f\x98\x80", 8),
                         "client-1");
  op.value.type = core::message_type::image;
  const auto first = make_message(room, ann, "first");
  must(w.in.apply(first));
  op.value.reply_to = first.value.id;
  op.value.attachments = R"([{"url":"/x"}])";
  op.value.metadata = R"({"k":1})";

  const auto stored = must(w.in.apply(op));
  const auto found = must(w.in.ask(find_message{op.value.id}));

  CHECK(stored.seq == 3);
  CHECK(stored.id == op.value.id);
  CHECK(stored.created_at == op.value.created_at);
  CHECK_FALSE(stored.duplicate);
  CHECK(found.id == op.value.id);
  CHECK(found.room == room.id);
  CHECK(found.seq == 3);
  CHECK(found.sender.id == ann.id);
  CHECK(found.sender.username == "ann");
  CHECK(found.sender.avatar == ann.avatar);
  CHECK(found.sender.display_name == ann.display_name);
  CHECK(found.type == core::message_type::image);
  CHECK(found.content == op.value.content);
  CHECK(found.reply_to == op.value.reply_to);
  CHECK(found.attachments == op.value.attachments);
  CHECK(found.metadata == op.value.metadata);
  CHECK(found.client_id == "client-1");
  CHECK(found.created_at == op.value.created_at);
  CHECK_FALSE(found.edited_at);
  CHECK_FALSE(found.deleted_at);
}

TEMPLATE_LIST_TEST_CASE(
    "store: a message needs a room, an id and, unless the "
    "system speaks, a sender",
    "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto room = w.in.room("r", ann);
  auto no_id = make_message(room, ann, "x");
  no_id.value.id = {};
  auto system = make_message(room, {}, "maintenance at noon");
  system.value.type = core::message_type::system;

  CHECK(error_of(w.in.apply(make_message(make_room("?", ann), ann, "x"))) ==
        errc::not_found);
  CHECK(error_of(w.in.apply(make_message(room, make_user("?"), "x"))) ==
        errc::not_found);
  CHECK(error_of(w.in.apply(no_id)) == errc::invalid_request);
  CHECK(must(w.in.apply(system)).seq == 2);
  CHECK_FALSE(must(w.in.ask(find_message{system.value.id})).sender.id);
}

TEMPLATE_LIST_TEST_CASE("store: a retried clientId answers the first result",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto room = w.in.room("r", ann);
  const auto first = make_message(room, ann, "hello", "c1");
  must(w.in.apply(first));
  auto retry = make_message(room, ann, "hello", "c1");
  retry.value.created_at = core::now();

  const auto result = must(w.in.apply(retry));

  CHECK(result.duplicate);
  CHECK(result.seq == 2);
  CHECK(result.id == first.value.id);
  CHECK(result.created_at == first.value.created_at);
  CHECK(w.in.log(room.id).size() == 2);
}

TEMPLATE_LIST_TEST_CASE("store: a retry within the same batch is recognised",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto room = w.in.room("r", ann);

  must(w.in.write().begin());
  must(w.in.write().apply(make_message(room, ann, "hello", "c1")));
  const auto retry =
      must(w.in.write().apply(make_message(room, ann, "hello", "c1")));
  const auto next = must(w.in.write().apply(make_message(room, ann, "more")));
  must(w.in.write().commit());

  CHECK(retry.duplicate);
  CHECK(next.seq == 3);
  require_gap_free(w.in.log(room.id));
}

TEMPLATE_LIST_TEST_CASE("store: a clientId with another body is a conflict",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto room = w.in.room("r", ann);
  const auto other_room = w.in.room("other", ann);
  must(w.in.apply(make_message(room, ann, "hello", "c1")));
  auto other_text = make_message(room, ann, "goodbye", "c1");
  auto other_type = make_message(room, ann, "hello", "c1");
  other_type.value.type = core::message_type::file;
  auto reply = make_message(room, ann, "hello", "c1");
  reply.value.reply_to = w.in.say(room, ann, "first").id;

  for (const auto& op : {other_text, other_type, reply,
                         make_message(other_room, ann, "hello", "c1")})
    CHECK(error_of(w.in.apply(op)) == errc::client_id_conflict);
  CHECK(w.in.log(room.id).size() == 3);
  CHECK(w.in.log(other_room.id).size() == 1);
}

TEMPLATE_LIST_TEST_CASE("store: clientIds of different senders are different",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  const auto room = w.in.room("r", ann);

  must(w.in.apply(append_joined{room.id, bob.id, {}, {}}));
  must(w.in.apply(make_message(room, ann, "x", "c1")));
  const auto of_bob = must(w.in.apply(make_message(room, bob, "y", "c1")));

  CHECK_FALSE(of_bob.duplicate);
  CHECK(of_bob.seq == 4);
}

TEMPLATE_LIST_TEST_CASE("store: only members are heard, retries always",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  const auto room = w.in.room("r", ann);
  const auto first = make_message(room, bob, "x", "c1");
  auto again = make_message(room, bob, "x", "c1");
  CHECK(error_of(w.in.apply(first)) == errc::not_found);
  must(w.in.apply(append_joined{room.id, bob.id, {}, {}}));
  again.only_again = true;
  CHECK(error_of(w.in.apply(again)) == errc::not_found);
  must(w.in.apply(first));

  CHECK(must(w.in.apply(again)).duplicate);
  must(w.in.apply(append_left{room.id, bob.id, {}}));

  CHECK(must(w.in.apply(make_message(room, bob, "x", "c1"))).seq == 3);
  CHECK(error_of(w.in.apply(make_message(room, bob, "y", "c1"))) ==
        errc::not_found);
  CHECK(error_of(w.in.apply(make_message(room, bob, "y"))) == errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("store: who has posted lately is known, once each",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  const auto room = w.in.room("r", ann);
  must(w.in.apply(append_joined{room.id, bob.id, {}, core::now()}));
  const auto opening = core::from_ms(1'800'000'000'000);
  auto post = [&](const core::user& who, int second,
                  core::message_type type = core::message_type::text) {
    auto order = make_message(room, who, "x");
    order.value.type = type;
    order.value.created_at = opening + std::chrono::seconds{second};
    return must(w.in.apply(order)).id;
  };
  post(bob, 0);
  post(ann, 1);
  const auto gone = post(ann, 2);
  post(bob, 3, core::message_type::call);
  must(w.in.apply(append_change{room.id,
                                gone,
                                ann.id,
                                opening + std::chrono::seconds{4},
                                core::entry_kind::deleted,
                                {},
                                {}}));
  auto lately = [&](int second, std::uint32_t limit = 100) {
    list_recent_posts query{room.id, opening + std::chrono::seconds{second},
                            limit};
    std::vector<std::pair<std::string, core::timestamp>> found;
    for (const auto& each : must(w.in.ask(query)))
      found.emplace_back(each.who == ann.id ? "ann" : "bob", each.at);
    return found;
  };
  using posts = decltype(lately(0));

  const auto of_ann =
      std::pair{std::string{"ann"}, opening + std::chrono::seconds{2}};
  CHECK(lately(0) == posts{of_ann, {"bob", opening}});
  CHECK(lately(1) == posts{of_ann});
  CHECK(lately(0, 3) == posts{of_ann});
  CHECK(lately(3).empty());
}

TEMPLATE_LIST_TEST_CASE("store: a message id is stored once",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto room = w.in.room("r", ann);
  const auto op = make_message(room, ann, "x");
  must(w.in.apply(op));

  CHECK(error_of(w.in.apply(op)) == errc::conflict);
  CHECK(w.in.log(room.id).size() == 2);
}

TEMPLATE_LIST_TEST_CASE("store: sender cards follow the user",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto room = w.in.room("r", ann);
  w.in.say(room, ann, "x");

  const auto log = w.in.log(room.id);

  REQUIRE(log.size() == 2);
  CHECK(log[1].posted.sender.username == "ann");
  CHECK(log[1].posted.sender.avatar == ann.avatar);
  CHECK(log[1].posted.room == room.id);
}

namespace {

/// A room with entries 1 (joined), 2 "m2" … 10 "m10", and bob joining as 6.
template <class World>
core::room room_of_ten(World& w, const core::user& ann) {
  const auto bob = w.in.user("bob");
  const auto room = w.in.room("r", ann);
  for (int seq = 2; seq <= 10; ++seq) {
    if (seq == 6) must(w.in.apply(append_joined{room.id, bob.id, {}, {}}));
    else w.in.say(room, ann, "m" + std::to_string(seq));
  }
  // A neighbour on both sides must never show up.
  w.in.say(w.in.room("next", ann), ann, "foreign");
  return room;
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("store: history pages are ascending around any anchor",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  w.in.say(w.in.room("previous", ann), ann, "foreign");
  const auto room = room_of_ten(w, ann);
  using texts = std::vector<std::string>;
  auto page = [&](read_messages query) {
    query.room = room.id;
    query.limit = 3;
    return contents(must(w.in.ask(query)));
  };
  read_messages newest, before, after, around;
  before.before = 8;
  after.after = 4;
  around.around = 8;

  CHECK(page(newest) == texts{"m8", "m9", "m10"});
  CHECK(page(before) == texts{"m4", "m5", "m7"});
  CHECK(page(after) == texts{"m5", "m7", "m8"});
  CHECK(page(around) == texts{"m7", "m8", "m9"});
}

TEMPLATE_LIST_TEST_CASE("store: history pages at the ends of a log",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto room = room_of_ten(w, ann);
  using texts = std::vector<std::string>;
  auto ask = [&](auto set_anchor) {
    read_messages query;
    query.room = room.id;
    query.limit = 2;
    set_anchor(query);
    return contents(must(w.in.ask(query)));
  };
  static constexpr auto beyond = ~core::seq_t{0};

  CHECK(ask([](auto& q) { q.before = 0; }).empty());
  CHECK(ask([](auto& q) { q.before = 2; }).empty());
  CHECK(ask([](auto& q) { q.after = 10; }).empty());
  CHECK(ask([](auto& q) { q.after = beyond; }).empty());
  CHECK(ask([](auto& q) { q.after = 0; }) == texts{"m2", "m3"});
  CHECK(ask([](auto& q) { q.before = beyond; }) == texts{"m9", "m10"});
  CHECK(ask([](auto& q) { q.around = 1; }) == texts{"m2", "m3"});
  CHECK(ask([](auto& q) { q.limit = 0; }).empty());
  read_messages two_anchors;
  two_anchors.room = room.id;
  two_anchors.before = two_anchors.after = 1;
  CHECK(error_of(w.in.ask(two_anchors)) == errc::invalid_request);
}

TEMPLATE_LIST_TEST_CASE("store: the log is read by range, count and bytes",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto room = room_of_ten(w, ann);
  auto seqs = [&](read_log query) {
    query.room = room.id;
    std::vector<core::seq_t> found;
    for (const auto& e : must(w.in.ask(query))) found.push_back(e.seq);
    return found;
  };
  using list = std::vector<core::seq_t>;

  CHECK(seqs({{}, 3, 7, 100, 1000}) == list{4, 5, 6, 7});
  CHECK(seqs({{}, 3, 7, 2, 1000}) == list{4, 5});
  CHECK(seqs({{}, 9, ~core::seq_t{0}, 100, 1000}) == list{10});
  CHECK(seqs({{}, 10, 10, 100, 1000}).empty());
  // "m2" and "m3" exceed three bytes together; "joined" has no text.
  CHECK(seqs({{}, 0, 10, 100, 3}) == list{1, 2, 3});
}

TEMPLATE_LIST_TEST_CASE(
    "store: search finds every word, newest first, in one "
    "room",
    "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto room = w.in.room("r", ann);
  const auto other = w.in.room("other", ann);
  w.in.say(room, ann, "The quick brown Fox");
  w.in.say(other, ann, "quick fox elsewhere");
  w.in.say(room, ann, "a slow fox");
  w.in.say(room, ann, "r\u00e9sum\u00e9 of a quick, sly fox");
  w.in.maintain();
  using texts = std::vector<std::string>;
  auto search = [&](const std::string& words) {
    return contents(
        must(w.in.ask(search_messages{{room.id}, words, 50, {}})).items);
  };

  CHECK(search("QUICK fox") ==
        texts{"r\u00e9sum\u00e9 of a quick, sly fox", "The quick brown Fox"});
  CHECK(search("resume").size() == 1);
  CHECK(search("fox").size() == 3);
  CHECK(search("wolf").empty());
  CHECK(search("").empty());
  CHECK(contents(
            must(w.in.ask(search_messages{{room.id}, "fox", 1, {}})).items) ==
        texts{"r\u00e9sum\u00e9 of a quick, sly fox"});
}

TEMPLATE_LIST_TEST_CASE("store: nothing a user types is search syntax",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto room = w.in.room("r", ann);
  w.in.say(room, ann, "plain NOT content OR \"quoted\"");
  w.in.maintain();
  const std::string typed = GENERATE(
      as<std::string>{}, "\"", "\"\"", "plain NOT", "content:plain", "pla*",
      "(plain", "NEAR(plain content)", "-plain", "^plain", "plain + content",
      "' OR 1=1 --", "{content}: plain", "!!! plain", "...");

  const auto found = w.in.ask(search_messages{{room.id}, typed, 50, {}});

  INFO(typed);
  CHECK(found.has_value());
  const auto with_nul = std::string("plain\0\"", 7);
  CHECK(must(w.in.ask(search_messages{{room.id}, with_nul, 50, {}}))
            .items.size() == 1);
}

TEMPLATE_LIST_TEST_CASE("store: the search index catches up in bounded slices",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto room = w.in.room("r", ann);
  const auto other = w.in.room("other", ann);
  must(w.in.write().begin());
  for (int i = 0; i < 1500; ++i)
    must(w.in.write().apply(make_message(i % 3 ? room : other, ann, "needle")));
  must(w.in.write().commit());

  int slices = 1;
  while (w.in.write().maintain()) ++slices;

  CHECK(slices > 4);
  CHECK(must(w.in.ask(search_messages{{room.id}, "needle", 5000, {}}))
            .items.size() == 1000);
  CHECK(must(w.in.ask(search_messages{{other.id}, "needle", 5000, {}}))
            .items.size() == 500);
}

}  // namespace parley::storage::tests
