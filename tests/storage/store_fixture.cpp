#include "tests/storage/store_fixture.hpp"

#include <stdlib.h>

#include <system_error>

namespace parley::storage::tests {

namespace fs = std::filesystem;

namespace {

/// Memory, where there is some: no test here depends on a real disk's syncs,
/// and every one of them waits for many.
fs::path parent_folder() {
  const fs::path memory{"/dev/shm"};
  return fs::is_directory(memory) ? memory : fs::temp_directory_path();
}

}  // namespace

temporary_folder::temporary_folder() {
  auto pattern = (parent_folder() / "parley-test-XXXXXX").string();
  REQUIRE(::mkdtemp(pattern.data()) != nullptr);
  path_ = pattern;
}

temporary_folder::~temporary_folder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

sqlite_options temporary_folder::options() const {
  sqlite_options options;
  options.file = file();
  return options;
}

core::user make_user(const std::string& name) {
  core::user u;
  u.id = core::user_id::make();
  u.username = name;
  u.display_name = name + " the user";
  u.email = name + "@example.org";
  u.avatar = "/uploads/" + name;
  u.role = core::server_role::moderator;
  u.password_hash = "$2b$10$hash";
  u.created_at = core::from_ms(1'700'000'000'001);
  u.last_seen = core::from_ms(1'700'000'000'002);
  return u;
}

core::device make_device(const core::user& owner) {
  core::device d;
  d.id = core::device_id::make();
  d.owner = owner.id;
  d.name = "a browser";
  d.nonce = std::string("\0\1\2nonce", 8);
  d.generation = 1;
  d.refresh_hash = std::string("\xff\0hash", 6);
  d.created_at = core::from_ms(1'700'000'000'003);
  d.rotated_at = core::from_ms(1'700'000'000'004);
  return d;
}

core::group make_group(const std::string& name, const core::user& creator) {
  core::group g;
  g.id = core::group_id::make();
  g.name = name;
  g.description = "about " + name;
  g.created_by = creator.id;
  g.created_at = core::from_ms(1'700'000'000'005);
  return g;
}

core::room make_room(const std::string& name, const core::user& creator) {
  core::room r;
  r.id = core::room_id::make();
  r.name = name;
  r.topic = "topic of " + name;
  r.created_by = creator.id;
  r.epoch = "epoch-1";
  r.created_at = core::from_ms(1'700'000'000'006);
  return r;
}

append_message make_message(const core::room& room, const core::user& sender,
                            const std::string& text,
                            const std::string& client_id) {
  append_message op;
  op.value.id = core::message_id::make();
  op.value.room = room.id;
  op.value.sender.id = sender.id;
  op.value.content = text;
  op.value.client_id = client_id;
  op.value.created_at = core::from_ms(1'700'000'000'007);
  return op;
}

core::user session::user(const std::string& name) {
  return must(apply(create_user{make_user(name)}));
}

core::group session::group(const std::string& name, const core::user& creator) {
  return must(apply(create_group{make_group(name, creator)}));
}

core::room session::room(const std::string& name, const core::user& creator) {
  return must(apply(create_room{make_room(name, creator)}));
}

appended session::say(const core::room& room, const core::user& sender,
                      const std::string& text) {
  return must(apply(make_message(room, sender, text)));
}

std::vector<core::log_entry> session::log(const core::room_id& room) {
  read_log all;
  all.room = room;
  all.upto = ~core::seq_t{0};
  all.limit = 1'000'000;
  all.max_bytes = ~std::uint64_t{0};
  return must(ask(all));
}

std::vector<std::string> contents(const std::vector<core::message>& messages) {
  std::vector<std::string> texts;
  for (const auto& m : messages) texts.push_back(m.content);
  return texts;
}

void require_gap_free(const std::vector<core::log_entry>& log) {
  core::seq_t expected = 0;
  for (const auto& entry : log) REQUIRE(entry.seq == ++expected);
}

}  // namespace parley::storage::tests
