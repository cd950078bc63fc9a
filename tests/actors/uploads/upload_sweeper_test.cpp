#include "actors/uploads/upload_sweeper.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include <unistd.h>

#include "tests/actors/support/sample_store.hpp"
#include "tests/config/temporary_folder.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::actors::testing;
using namespace std::chrono_literals;
using storage::uploads::part;
namespace fs = std::filesystem;

namespace {

struct sweeping {
  stage at;
  sample_store store{at};
  config::temporary_folder temporary;
  std::shared_ptr<storage::uploads::upload_folder> folder{
      storage::uploads::upload_folder::open(temporary.path() / "uploads")
          .value()};
  core::user ann = store.add_user("ann");

  caf::actor begin(std::chrono::seconds orphan_age) {
    return at.spawn(upload_sweeper, store.client(), folder,
                    sweeper_settings{orphan_age, 60s});
  }

  core::upload_id add_file(std::chrono::hours age = 0h) {
    auto id = core::upload_id::make();
    auto draft = folder->draft_path();
    std::ofstream{draft} << "x";
    fs::last_write_time(draft, fs::file_time_type::clock::now() - age);
    folder->keep(draft, id, part::original).value();
    return id;
  }

  core::upload_id add_upload(std::chrono::hours age) {
    core::upload made;
    made.id = add_file(age);
    made.owner = ann.id;
    made.sha256 = "sum";
    made.created_at = core::now() - age;
    store.write(storage::create_upload{made, 0, {}});
    return made.id;
  }

  bool has(core::upload_id id) {
    auto file = folder->read(id, part::original);
    if (file) ::close(*file);
    return file.has_value();
  }

  void pass_rounds(int count) {
    for (int i = 0; i < count; ++i) at.pass(60s);
  }
};

}  // namespace

TEST_CASE("upload_sweeper: removes what was loose for too long, only that",
          "[actors][upload_sweeper]") {
  sweeping in;
  auto old = in.add_upload(25h);
  auto young = in.add_upload(23h);
  in.begin(24h);

  in.at.pass(59s);
  CHECK(in.has(old));
  in.at.pass(1s);

  CHECK_FALSE(in.has(old));
  CHECK(in.has(young));
  CHECK(in.store.read(storage::find_upload{old}).has_error());
  CHECK(in.store.read(storage::find_upload{young}).has_value());
}

TEST_CASE("upload_sweeper: takes more than a step holds in one round",
          "[actors][upload_sweeper]") {
  sweeping in;
  for (int i = 0; i < 250; ++i) in.add_upload(25h);
  in.begin(24h);

  in.at.pass(60s);

  CHECK(in.store.read(storage::measure_uploads{in.ann.id})->files == 0);
}

TEST_CASE("upload_sweeper: lets go of what deleted rooms named",
          "[actors][upload_sweeper]") {
  sweeping in;
  auto group = in.store.add_group("g", in.ann);
  for (auto name : {"one", "two"}) {
    auto room = in.store.add_room(name, group, in.ann);
    core::message message;
    message.id = core::message_id::make();
    message.room = room.id;
    message.sender.id = in.ann.id;
    message.content = "look";
    message.uploads = {in.add_upload(0h)};
    in.store.write(storage::append_message{message, {}});
    in.store.write(storage::delete_room{room.id});
  }
  in.begin(-1s);  // what was let go of in this very millisecond is old enough

  in.pass_rounds(2);

  CHECK(in.store.read(storage::measure_uploads{in.ann.id})->files == 0);
}

TEST_CASE("upload_sweeper: removes old files that the store does not know",
          "[actors][upload_sweeper]") {
  sweeping in;
  auto unknown = in.add_file(2h);
  auto arriving = in.add_file(0h);
  auto known = in.add_upload(2h);
  in.begin(24h);

  in.pass_rounds(256);

  CHECK_FALSE(in.has(unknown));
  CHECK(in.has(arriving));
  CHECK(in.has(known));
}

TEST_CASE("upload_sweeper: a store that does not answer costs a round",
          "[actors][upload_sweeper]") {
  sweeping in;
  auto old = in.add_upload(25h);
  in.begin(24h);
  auto& door = *in.store.handles()->write_door;
  std::size_t taken = 0;
  while (door.enter()) ++taken;

  in.at.pass(60s);
  CHECK(in.has(old));
  for (; taken > 0; --taken) door.leave();
  in.pass_rounds(1);

  CHECK_FALSE(in.has(old));
}

TEST_CASE("upload_sweeper: ends when it is told", "[actors][upload_sweeper]") {
  sweeping in;
  auto sweeper = in.begin(24h);

  in.at.send(sweeper, stop_storage{});

  CHECK_FALSE(in.at.alive(sweeper));
}
