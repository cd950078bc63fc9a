#include "core/typing_board.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <set>

using namespace std::chrono_literals;
using parley::core::typing_board;
using parley::core::user_id;

namespace {

using users = std::vector<user_id>;

const typing_board::time_point start{1h};
constexpr auto length = typing_board::length;
constexpr std::size_t few = 10;
constexpr std::size_t many = typing_board::crowd + 1;

users people(std::size_t count) {
  users all;
  for (std::size_t i = 0; i < count; ++i) all.push_back(user_id::make());
  return all;
}

}  // namespace

TEST_CASE("typing: the first key press is news, those after are not",
          "[core][typing]") {
  typing_board typing;
  auto ann = user_id::make();

  typing.start(ann, start);
  CHECK(typing.take_news(few).began == users{ann});
  typing.start(ann, start + 1s);

  CHECK(typing.take_news(few).empty());
  CHECK(typing.named() == users{ann});
}

TEST_CASE("typing: it ends by itself, once", "[core][typing]") {
  typing_board typing;
  auto ann = user_id::make();
  typing.start(ann, start);
  typing.take_news(few);

  typing.expire(start + length - 1ms);
  CHECK(typing.take_news(few).empty());
  typing.expire(start + length);

  CHECK(typing.empty());
  CHECK(typing.take_news(few).ended == users{ann});
  CHECK(typing.take_news(few).empty());
}

TEST_CASE("typing: what is renewed lasts from the renewal", "[core][typing]") {
  typing_board typing;
  auto ann = user_id::make();
  typing.start(ann, start);
  typing.start(ann, start + 5s);

  typing.expire(start + length);
  CHECK_FALSE(typing.empty());
  typing.expire(start + 5s + length);
  CHECK(typing.empty());
}

TEST_CASE("typing: what begins and ends untold is no news", "[core][typing]") {
  typing_board typing;
  auto ann = user_id::make();

  typing.start(ann, start);
  typing.stop(ann);
  CHECK(typing.take_news(few).empty());
  typing.start(ann, start);
  typing.take_news(few);
  typing.stop(ann);
  typing.start(ann, start);

  CHECK(typing.take_news(few).empty());
}

TEST_CASE("typing: so many are named and no more", "[core][typing]") {
  typing_board typing;
  auto all = people(typing_board::most_named + 5);
  for (auto who : all) typing.start(who, start);

  auto began = typing.take_news(few).began;
  CHECK(began.size() == typing_board::most_named);
  CHECK(typing.take_news(few).empty());
  typing.stop(began.front());

  auto news = typing.take_news(few);
  CHECK(news.ended == users{began.front()});
  CHECK(news.began.size() == 1);
}

TEST_CASE("typing: where many listen to many, nobody is named",
          "[core][typing]") {
  typing_board typing;
  auto all = people(typing_board::several_from);
  for (auto who : all) typing.start(who, start);
  CHECK(typing.take_news(many - 1).began.size() == all.size());

  auto news = typing.take_news(many);
  REQUIRE(news.crowd);
  CHECK(news.crowd->several);
  CHECK(news.crowd->count == all.size());
  CHECK(news.ended.empty());
  CHECK(typing.named().empty());
  CHECK(typing.several() == all.size());
  CHECK(typing.take_news(many).empty());
}

TEST_CASE("typing: a crowd is told of when it is twice or half as large",
          "[core][typing]") {
  typing_board typing;
  auto all = people(100);
  for (std::size_t i = 0; i < 30; ++i) typing.start(all[i], start);
  typing.take_news(many);
  for (std::size_t i = 30; i < 59; ++i) typing.start(all[i], start);
  CHECK(typing.take_news(many).empty());

  typing.start(all[59], start);
  CHECK(typing.take_news(many).crowd->count == 60);
  for (std::size_t i = 0; i < 29; ++i) typing.stop(all[i]);
  CHECK(typing.take_news(many).empty());
  typing.stop(all[29]);

  CHECK(typing.take_news(many).crowd->count == 30);
}

TEST_CASE("typing: names come back once they are few", "[core][typing]") {
  typing_board typing;
  auto all = people(typing_board::several_from);
  for (auto who : all) typing.start(who, start);
  typing.take_news(many);
  while (all.size() > typing_board::several_to + 1) {
    typing.stop(all.back());
    all.pop_back();
  }
  CHECK(typing.take_news(many).empty());

  typing.stop(all.back());
  all.pop_back();
  auto news = typing.take_news(many);

  REQUIRE(news.crowd);
  CHECK_FALSE(news.crowd->several);
  CHECK(news.ended.empty());
  std::ranges::sort(news.began);
  std::ranges::sort(all);
  CHECK(news.began == all);
  CHECK(typing.several() == 0);
}

// Whoever listens to the news knows who types, or that they are too many.
TEST_CASE("typing: listeners know what is, whatever happens",
          "[core][typing]") {
  std::mt19937 chance{GENERATE(1u, 2u, 3u, 4u, 5u)};
  auto pick = [&](std::size_t below) { return chance() % below; };
  auto all = people(60);
  typing_board typing;
  std::set<user_id> shown;
  bool several = false;
  std::map<user_id, typing_board::time_point> model;
  auto now = start;
  for (int step = 0; step < 5000; ++step) {
    auto who = all[pick(all.size())];
    const bool quiet = step / 500 % 2 == 1;
    switch (pick(quiet ? 3 : 6)) {
      case 0:
        typing.stop(who);
        model.erase(who);
        break;
      case 1:
        now += std::chrono::milliseconds{pick(400)};
        typing.expire(now);
        std::erase_if(model, [&](auto& x) { return x.second <= now; });
        break;
      default:
        typing.start(who, now);
        model[who] = now + length;
    }
    if (pick(3) != 0) continue;
    const std::size_t listeners = step / 1000 % 2 == 0 ? few : many;
    auto news = typing.take_news(listeners);
    if (news.crowd) {
      several = news.crowd->several;
      shown.clear();
    }
    for (auto each : news.ended) CHECK(shown.erase(each) == 1);
    for (auto each : news.began) CHECK(shown.insert(each).second);
    if (several) {
      CHECK(listeners > typing_board::crowd);
      CHECK(model.size() > typing_board::several_to);
      CHECK(shown.empty());
    } else {
      CHECK(shown.size() == std::min(model.size(), typing_board::most_named));
      for (auto each : shown) CHECK(model.contains(each));
    }
    CHECK((listeners <= typing_board::crowd ||
           shown.size() < typing_board::several_from));
  }
}
