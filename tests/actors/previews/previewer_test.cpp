#include "actors/previews/previewer.hpp"

#include <catch2/catch.hpp>

#include "tests/actors/support/stage.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::actors::testing;
using namespace std::chrono_literals;

namespace {

struct reading_room : stage {
  std::vector<std::string> fetched;
  std::shared_ptr<core::fair_slots> slots =
      std::make_shared<core::fair_slots>("previews", 8, 1);
  caf::actor desk =
      spawn(previewer, fetch_function{[this](const std::string& url) {
              fetched.push_back(url);
              if (url.starts_with("bad"))
                return core::result<page_summary>{core::errc::not_found};
              return core::result<page_summary>{
                  page_summary{url, "title of " + url, {}, {}, {}}};
            }});

  core::result<page_summary> ask_for(const std::string& url) {
    return *ask<page_summary>(desk,
                              preview_page{url, slots->enter("ann").value()});
  }
};

}  // namespace

TEST_CASE("previewer: a page is fetched once an hour", "[actors][previews]") {
  reading_room at;

  CHECK(at.ask_for("a")->title == "title of a");
  CHECK(at.ask_for("a")->title == "title of a");
  CHECK(at.fetched.size() == 1);
  at.pass(61min);
  at.ask_for("a");
  CHECK(at.fetched.size() == 2);
}

TEST_CASE("previewer: a failure is remembered for minutes",
          "[actors][previews]") {
  reading_room at;

  CHECK(at.ask_for("bad").error().code == core::errc::not_found);
  at.pass(4min);
  at.ask_for("bad");
  CHECK(at.fetched.size() == 1);
  at.pass(2min);
  at.ask_for("bad");
  CHECK(at.fetched.size() == 2);
}

TEST_CASE("previewer: what is asked for stays, of a thousand others",
          "[actors][previews]") {
  reading_room at;
  at.ask_for("kept");
  at.ask_for("lost");
  for (int i = 0; i < 999; ++i) {
    at.ask_for(std::to_string(i));
    at.ask_for("kept");
  }
  at.fetched.clear();

  at.ask_for("kept");
  CHECK(at.fetched.empty());
  at.ask_for("lost");
  CHECK(at.fetched.size() == 1);
}
