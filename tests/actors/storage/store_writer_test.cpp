#include "actors/storage/store_writer.hpp"

#include <catch2/catch.hpp>
#include <numeric>

#include "tests/actors/support/probe.hpp"
#include "tests/actors/support/scripted_writer.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::actors::testing;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t batch_limit = 4;

struct print_shop : stage {
  std::shared_ptr<scripted_writer> engine = std::make_shared<scripted_writer>();
  std::shared_ptr<core::admission> door =
      std::make_shared<core::admission>(1000);
  std::shared_ptr<core::server_metrics> metrics =
      std::make_shared<core::server_metrics>();
  caf::actor writer = spawn(store_writer, engine, door, batch_limit, metrics);
  probe room{*this};

  /// Queues appends 1, 2 … `count` of the room.
  void post_appends(std::uint64_t count) {
    for (std::uint64_t tag = 1; tag <= count; ++tag) {
      door->enter();
      post_as(room, writer, append_order{tag, storage::append_message{}});
    }
  }
  void append(std::uint64_t count) {
    post_appends(count);
    run();
  }
  using touching = write_work<storage::touch_users>;

  /// A write that is a request, as storage_client asks it.
  std::shared_ptr<touching> touch() {
    auto work = std::make_shared<touching>(storage::touch_users{});
    door->enter();
    CHECK(request<order_done>(writer, write_order{work}).came());
    return work;
  }

  std::vector<std::uint64_t> answered_tags() const {
    std::vector<std::uint64_t> tags;
    for (const auto& each : room.all<append_done>()) tags.push_back(each.tag);
    return tags;
  }
  std::string diary() const {
    std::string text;
    for (const auto& each : engine->diary) text += each + ' ';
    return text;
  }
};

std::vector<std::uint64_t> up_to(std::uint64_t count) {
  std::vector<std::uint64_t> all(count);
  std::iota(all.begin(), all.end(), 1);
  return all;
}

}  // namespace

TEST_CASE("store_writer: what waits together is committed together",
          "[actors][store_writer]") {
  print_shop at;

  at.append(3);

  CHECK(at.diary() == "begin op op op commit ");
  CHECK(at.answered_tags() == up_to(3));
  CHECK(at.metrics->commit_batch.sum() == 3);
}

TEST_CASE("store_writer: a lone operation is not kept waiting",
          "[actors][store_writer]") {
  print_shop at;

  at.append(1);

  CHECK(at.diary() == "begin op commit ");
  CHECK(at.room.last<append_done>().outcome->seq == 1);
}

TEST_CASE("store_writer: a batch does not wait for those who come later",
          "[actors][store_writer]") {
  print_shop at;
  at.post_appends(2);
  while (at.diary() != "begin op op ") REQUIRE(at.step());

  at.append(1);

  CHECK(at.diary() == "begin op op commit begin op commit ");
}

TEST_CASE("store_writer: no batch is larger than the limit",
          "[actors][store_writer]") {
  print_shop at;

  at.append(2 * batch_limit + 1);

  CHECK_THAT(at.diary(),
             Catch::StartsWith("begin op op op op commit "
                               "begin op op op op commit begin op commit "));
  CHECK(at.answered_tags() == up_to(2 * batch_limit + 1));
}

TEST_CASE("store_writer: nobody is answered before the commit",
          "[actors][store_writer]") {
  print_shop at;
  at.post_appends(3);
  while (at.diary() != "begin op op op ") REQUIRE(at.step());

  CHECK(at.room.heard().empty());
  CHECK(at.door->inside() == 3);
  at.run();
  CHECK(at.answered_tags() == up_to(3));
}

TEST_CASE("store_writer: appends and requests share a batch",
          "[actors][store_writer]") {
  print_shop at;
  at.door->enter();
  at.door->enter();
  bool touched = false;
  bool appended = false;
  at.spawn([&](caf::event_based_actor* self) -> caf::behavior {
    auto work = std::make_shared<print_shop::touching>(storage::touch_users{});
    self->request(at.writer, caf::infinite, write_order{work})
        .then([&touched, work](const order_done&) {
          touched = work->outcome.has_value();
        });
    self->send(at.writer, append_order{1, storage::append_message{}});
    return {[&](const append_done& got) { appended = bool(got.outcome); }};
  });

  at.run();

  CHECK(at.diary() == "begin op op commit ");
  CHECK(touched);
  CHECK(appended);
}

TEST_CASE("store_writer: an operation that fails, fails alone",
          "[actors][store_writer]") {
  print_shop at;
  at.engine->failing_operation = 2;

  at.append(3);

  auto got = at.room.all<append_done>();
  REQUIRE(got.size() == 3);
  CHECK(got[0].outcome);
  CHECK(got[1].outcome.error().code == core::errc::conflict);
  CHECK(got[2].outcome);
  CHECK(at.door->inside() == 0);
}

TEST_CASE("store_writer: a commit that fails, fails for everyone in it",
          "[actors][store_writer]") {
  print_shop at;
  at.engine->on_commit = core::failure{core::errc::storage_full};
  at.engine->failing_operation = 2;
  at.post_appends(3);

  auto touched = at.touch();

  auto got = at.room.all<append_done>();
  REQUIRE(got.size() == 3);
  CHECK(got[0].outcome.error().code == core::errc::storage_full);
  CHECK(got[1].outcome.error().code == core::errc::conflict);  // its own
  CHECK(got[2].outcome.error().code == core::errc::storage_full);
  CHECK(touched->outcome.error().code == core::errc::storage_full);
  CHECK(at.door->inside() == 0);
}

TEST_CASE("store_writer: after a failed commit the next batch starts afresh",
          "[actors][store_writer]") {
  print_shop at;
  at.engine->on_commit = core::failure{core::errc::storage_failed};
  at.append(1);
  at.engine->on_commit = core::result<void>{};

  at.append(1);

  CHECK(at.room.last<append_done>().outcome);
  CHECK(at.diary() == "begin op commit begin op commit ");
}

TEST_CASE("store_writer: a batch that cannot begin is refused to each",
          "[actors][store_writer]") {
  print_shop at;
  at.engine->on_begin = core::failure{core::errc::storage_failed};

  at.append(2);
  auto touched = at.touch();

  for (const auto& each : at.room.all<append_done>())
    CHECK(each.outcome.error().code == core::errc::storage_failed);
  CHECK(at.answered_tags() == up_to(2));
  CHECK(touched->outcome.error().code == core::errc::storage_failed);
  CHECK(at.door->inside() == 0);
  CHECK(at.engine->operations() == 0);
}

TEST_CASE("store_writer: an orderly stop commits and answers first",
          "[actors][store_writer]") {
  print_shop at;
  at.post_appends(2);

  at.send(at.writer, stop_storage{});

  CHECK(at.diary() == "begin op op commit ");
  CHECK(at.answered_tags() == up_to(2));
  CHECK_FALSE(at.alive(at.writer));
  CHECK(at.door->inside() == 0);
}

TEST_CASE("store_writer: whatever ends it, the open batch is answered",
          "[actors][store_writer]") {
  print_shop at;
  at.post_appends(2);
  while (at.diary() != "begin op op ") REQUIRE(at.step());

  at.crash(at.writer);

  CHECK(at.diary() == "begin op op rollback ");
  CHECK(at.answered_tags() == up_to(2));
  for (const auto& each : at.room.all<append_done>())
    CHECK(each.outcome.error().code == core::errc::unavailable);
  CHECK(at.door->inside() == 0);
}

TEST_CASE("store_writer: maintenance waits for a pause, then runs in slices",
          "[actors][store_writer]") {
  print_shop at;
  at.engine->maintenance_left = 3;

  at.append(1);
  CHECK(at.diary() == "begin op commit ");
  at.append(1);  // no pause yet
  at.pass(20ms);
  CHECK(at.diary() == "begin op commit begin op commit ");
  at.pass(20ms);

  CHECK(at.diary() ==
        "begin op commit begin op commit maintain maintain maintain ");
  at.pass(1h);
  CHECK(at.engine->diary.size() == 9);
}

TEST_CASE("store_writer: many rounds leave nobody at the door",
          "[actors][store_writer]") {
  print_shop at;
  for (int round = 0; round < 50; ++round) {
    at.engine->failing_operation = at.engine->operations() + 2;
    at.append(1 + static_cast<std::uint64_t>(round) % 11);
  }

  CHECK(at.door->inside() == 0);
  CHECK(at.answered_tags().size() == at.engine->operations());
}
