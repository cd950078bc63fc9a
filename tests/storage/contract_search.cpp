// Contract of every engine: what a search finds, and its pages.

#include <algorithm>

#include "tests/storage/store_fixture.hpp"

namespace parley::storage::tests {

using core::entry_kind;
using core::errc;

namespace {

using texts = std::vector<std::string>;

struct searched_rooms {
  session& in;
  core::user ann = in.user("ann");
  core::room room = in.room("r", ann);
  core::room other = in.room("other", ann);

  texts search(const std::string& words) {
    const search_messages query{{room.id}, words, 50, {}};
    return contents(must(in.ask(query)).items);
  }

  /// Of a time to come, as a log is in the order of time; milliseconds.
  void say_at(const core::room& where, std::int64_t at,
              const std::string& text) {
    auto order = make_message(where, ann, text);
    order.value.created_at = core::from_ms(at);
    must(in.apply(order));
  }

  void change(const core::message_id& id, entry_kind what,
              const std::string& text = {}) {
    const append_change op{room.id, id, ann.id, core::now(), what, text, {}};
    must(in.apply(op));
  }

  /// All pages of two rooms, one after the other.
  texts leaf_through(std::uint32_t limit) {
    search_messages query{{room.id, other.id}, "fox", limit, {}};
    texts all;
    for (;;) {
      const auto page = must(in.ask(query));
      CHECK(page.items.size() <= limit);
      for (const auto& each : contents(page.items)) all.push_back(each);
      if (page.next.empty()) return all;
      REQUIRE(page.items.size() == limit);
      query.cursor = page.next;
    }
  }
};

}  // namespace

TEMPLATE_LIST_TEST_CASE("store: a search finds words without spaces between",
                        "[storage][contract][search]", engines) {
  world<TestType> w;
  searched_rooms c{w.in};
  for (auto text : {"今天天气很好", "天，气", "新しいスマホ", "한국어를 배우다",
                    "ขอบคุณมากครับ", "ຂອບໃຈຫຼາຍ", "အရမ်းကျေးဇူးတင်ပါတယ်", "សូមអរគុណច្រើន",
                    "my iPhone手机壳"})
    w.in.say(c.room, c.ann, text);
  w.in.maintain();

  CHECK(c.search("天气") == texts{"今天天气很好"});
  CHECK(c.search("天 气") == texts{"天，气", "今天天气很好"});
  CHECK(c.search("好").size() == 1);
  CHECK(c.search("好天").empty());
  CHECK(c.search("スマホ").size() == 1);
  CHECK(c.search("ｽﾏﾎ").size() == 1);
  CHECK(c.search("한국어").size() == 1);
  CHECK(c.search("มาก").size() == 1);
  CHECK(c.search("ໃຈ").size() == 1);
  CHECK(c.search("ကျေးဇူး").size() == 1);
  CHECK(c.search("អរគុណ").size() == 1);
  CHECK(c.search("手机 IPHONE") == texts{"my iPhone手机壳"});
}

TEMPLATE_LIST_TEST_CASE("store: a search finds words by their beginning",
                        "[storage][contract][search]", engines) {
  world<TestType> w;
  searched_rooms c{w.in};
  for (auto text : {"deployed it", "to deploy", "a well-known deployment",
                    "de facto", "Détente"})
    w.in.say(c.room, c.ann, text);
  w.in.maintain();

  CHECK(c.search("deploy").size() == 3);
  CHECK(c.search("deployed") == texts{"deployed it"});
  CHECK(c.search("DEPLOY well-kno") == texts{"a well-known deployment"});
  CHECK(c.search("det") == texts{"Détente"});
  CHECK(c.search("eploy").empty());
  // Two letters are a word, not the beginning of one.
  CHECK(c.search("de") == texts{"de facto"});
}

TEMPLATE_LIST_TEST_CASE("store: of many words that begin so the shortest count",
                        "[storage][contract][search]", engines) {
  world<TestType> w;
  searched_rooms c{w.in};
  w.in.say(c.room, c.ann, "worded");
  for (int i = 0; i < 60; ++i)
    w.in.say(c.room, c.ann, "worda" + std::to_string(1000 + i));
  w.in.maintain();

  const auto found = c.search("word");

  CHECK(found.size() >= 8);
  CHECK(found.back() == "worded");
  CHECK(c.search("worda1059").size() == 1);
}

TEMPLATE_LIST_TEST_CASE(
    "store: what is edited or deleted is not found by what it was",
    "[storage][contract][search]", engines) {
  world<TestType> w;
  searched_rooms c{w.in};
  const auto id = w.in.say(c.room, c.ann, "今天天气很好 deployed").id;
  w.in.say(c.room, c.ann, "天气 and so on");
  w.in.maintain();
  REQUIRE(c.search("天气").size() == 2);

  c.change(id, entry_kind::edited, "明天下雨 undone");
  CHECK(c.search("天气") == texts{"天气 and so on"});
  CHECK(c.search("今").empty());
  CHECK(c.search("deploy").empty());
  CHECK(c.search("下雨").size() == 1);
  CHECK(c.search("undo").size() == 1);

  c.change(id, entry_kind::deleted);
  w.in.maintain();
  CHECK(c.search("下雨").empty());
  CHECK(c.search("undone").empty());
  CHECK(c.search("天气").size() == 1);
}

TEMPLATE_LIST_TEST_CASE("store: a search has pages across rooms",
                        "[storage][contract][search]", engines) {
  world<TestType> w;
  searched_rooms c{w.in};
  texts newest;
  for (int i = 0; i < 20; ++i) {
    // Several of the same time, in both rooms.
    const auto text = "fox " + std::to_string(i);
    c.say_at(i % 3 == 0 ? c.other : c.room, 4'100'000'000'000 + i / 4, text);
    c.say_at(c.room, 4'100'000'000'000 + i / 4, "wolf");
    newest.push_back(text);
  }
  w.in.maintain();

  const auto all = c.leaf_through(100);

  CHECK(all.front() > "fox 15");
  auto sorted = all;
  std::sort(sorted.begin(), sorted.end());
  std::sort(newest.begin(), newest.end());
  CHECK(sorted == newest);
  for (std::uint32_t limit : {1u, 3u, 10u, 19u, 20u})
    CHECK(c.leaf_through(limit) == all);
}

TEMPLATE_LIST_TEST_CASE("store: a page goes on below what came meanwhile",
                        "[storage][contract][search]", engines) {
  world<TestType> w;
  searched_rooms c{w.in};
  for (int i = 0; i < 4; ++i)
    c.say_at(c.room, 4'100'000'000'000 + i, "fox " + std::to_string(i));
  w.in.maintain();
  search_messages query{{c.room.id}, "fox", 2, {}};
  query.cursor = must(w.in.ask(query)).next;
  c.say_at(c.room, 4'100'000'000'009, "fox 9");
  w.in.maintain();

  const auto page = must(w.in.ask(query));

  CHECK(contents(page.items) == texts{"fox 1", "fox 0"});
  CHECK(page.next.empty());
}

TEMPLATE_LIST_TEST_CASE("store: a search refuses cursors that are not its own",
                        "[storage][contract][search]", engines) {
  world<TestType> w;
  searched_rooms c{w.in};
  w.in.say(c.room, c.ann, "fox");
  w.in.maintain();
  search_messages query{{c.room.id}, "fox", 1, {}};

  for (auto cursor : {"x", "7", "3120", "312032203320"}) {
    query.cursor = cursor;
    CHECK(error_of(w.in.ask(query)) == errc::invalid_request);
  }
  // Numbers that no page ends with: "9223372036854775807 " twice.
  query.cursor =
      "39323233333732303336383534373735383037203932323333373230333638353437"
      "373538303720";
  CHECK(must(w.in.ask(query)).items.size() == 1);
}

}  // namespace parley::storage::tests
