#include "core/presence.hpp"

#include <catch2/catch.hpp>

using namespace parley::core;

namespace {

const timestamp noon = from_ms(1'700'000'000'000);
constexpr std::chrono::minutes minute{1};
using status = presence_status;

presence_choice choice(status what, const char* text = "") {
  return {what, text, {}};
}

}  // namespace

TEST_CASE("presence: what devices and choice make together",
          "[core][presence]") {
  struct row {
    status chosen;
    device_count devices;
    status seen;
  };
  auto given = GENERATE(
      // What one device says is the user's, if it is active.
      row{status::online, {0, 0}, status::offline},
      row{status::online, {1, 0}, status::online},
      row{status::online, {0, 1}, status::away},
      row{status::online, {1, 3}, status::online},
      row{status::online, {0, 3}, status::away},
      // Busy holds on all of them, wherever one is.
      row{status::busy, {0, 0}, status::offline},
      row{status::busy, {1, 0}, status::busy},
      row{status::busy, {0, 1}, status::busy},
      row{status::busy, {2, 2}, status::busy},
      // Nobody sees who is invisible.
      row{status::invisible, {0, 0}, status::offline},
      row{status::invisible, {1, 0}, status::offline},
      row{status::invisible, {0, 1}, status::offline},
      row{status::invisible, {2, 2}, status::offline});

  auto view = merged(choice(given.chosen, "words"), given.devices);

  CHECK(view.status == given.seen);
  CHECK(view.text == (given.seen == status::offline ? "" : "words"));
}

TEST_CASE("presence: a wish changes what it names", "[core][presence]") {
  struct row {
    presence_choice before;
    presence_wish wish;
    presence_choice after;
  };
  const auto later = noon + minute;
  auto given = GENERATE_COPY(
      row{{}, {status::busy}, choice(status::busy)},
      row{{}, {status::busy, "lunch"}, choice(status::busy, "lunch")},
      row{{}, {status::busy, {}, later}, {status::busy, "", later}},
      row{choice(status::busy, "lunch"),
          {status::online},
          choice(status::online, "lunch")},
      row{choice(status::busy, "lunch"), {status::online, ""}, {}},
      row{choice(status::online, "lunch"),
          {status::invisible},
          choice(status::invisible, "lunch")},
      // Away is the device's own affair.
      row{choice(status::busy, "lunch"),
          {status::away},
          choice(status::busy, "lunch")},
      row{{status::busy, "lunch", later},
          {status::away},
          {status::busy, "lunch", later}},
      row{{}, {status::away, "brb"}, choice(status::online, "brb")},
      row{choice(status::invisible, ""),
          {status::away, "brb", later},
          choice(status::invisible, "brb")},
      row{{status::busy, "lunch", later},
          {status::away, "brb"},
          {status::busy, "brb", later}},
      // A time goes with what is chosen by the same wish.
      row{{status::busy, "lunch", later},
          {status::busy},
          choice(status::busy, "lunch")},
      row{{status::online, "lunch", later},
          {status::online},
          {status::online, "lunch", later}},
      row{{status::busy, "", later}, {status::online}, {}});

  CHECK(chosen(given.before, given.wish) == given.after);
}

TEST_CASE("presence: a choice ends at its time", "[core][presence]") {
  presence_choice busy{status::busy, "lunch", noon};

  CHECK(in_force(busy, noon - minute) == busy);
  CHECK(in_force(busy, noon) == presence_choice{});
  CHECK(in_force(busy, noon + minute) == presence_choice{});
  busy.until.reset();
  CHECK(in_force(busy, noon) == busy);
}

TEST_CASE("presence: more devices never hide a user", "[core][presence]") {
  auto rank = [](status seen) {
    if (seen == status::offline) return 0;
    return seen == status::away ? 1 : 2;
  };
  for (auto what : {status::online, status::busy, status::invisible})
    for (std::size_t active = 0; active < 4; ++active)
      for (std::size_t away = 0; away < 4; ++away) {
        const auto seen = merged(choice(what), {active, away}).status;
        CHECK(seen != status::invisible);
        CHECK(rank(merged(choice(what), {active + 1, away}).status) >=
              rank(seen));
        CHECK(rank(merged(choice(what), {active, away + 1}).status) >=
              rank(seen));
      }
}

TEST_CASE("presence: every status and audience has its word",
          "[core][presence]") {
  CHECK(std::string{word_for(status::offline)} == "offline");
  CHECK(std::string{word_for(status::online)} == "online");
  CHECK(std::string{word_for(status::away)} == "away");
  CHECK(std::string{word_for(status::busy)} == "busy");
  CHECK(std::string{word_for(status::invisible)} == "invisible");
  CHECK(std::string{word_for(presence_audience::everyone)} == "everyone");
  CHECK(std::string{word_for(presence_audience::shared_rooms)} ==
        "shared_rooms");
  CHECK(std::string{word_for(presence_audience::nobody)} == "nobody");
}
