#include "bench/floor/populated_store.hpp"

#include <system_error>
#include <type_traits>
#include <utility>

#include "bench/tester/run_error.hpp"
#include "core/time.hpp"

namespace parley::bench {

namespace {

/// The value, or the end of the run with the failure's sentence.
template <class T>
T must(core::result<T> outcome) {
  if (!outcome) throw run_error(std::string{outcome.error().message()});
  if constexpr (!std::is_void_v<T>) return std::move(*outcome);
}

}  // namespace

populated_store::populated_store(const plan& how)
    : file_(how.directory / "floor-insert.db"),
      content_(how.content_bytes, 'x') {
  remove_files();
  storage::sqlite_options options;
  options.file = file_;
  options.sync =
      how.relaxed ? storage::durability::normal : storage::durability::full;
  store_ = must(storage::open_sqlite(options));
  writer_ = must(store_->open_writer());
  populate(how);
}

populated_store::~populated_store() {
  writer_.reset();
  store_.reset();
  remove_files();
}

void populated_store::insert(unsigned batch) {
  must(writer_->begin());
  for (unsigned i = 0; i < batch; ++i) must(writer_->apply(next_message()));
  must(writer_->commit());
}

// Neighbours in turn are of different rooms, as with many clients at once.
void populated_store::populate(const plan& how) {
  must(writer_->begin());
  auto founder = create_user();
  core::group parent;
  parent.id = core::group_id::make();
  parent.name = "floor";
  parent.created_by = founder.id;
  parent.created_at = founder.created_at;
  must(writer_->apply(storage::create_group{parent}));
  std::vector<core::room_id> rooms;
  for (unsigned i = 0; i < how.rooms; ++i)
    rooms.push_back(create_room(founder, parent));
  for (unsigned i = 0; i < how.members; ++i)
    for (auto room : rooms) add_member(parent, room, create_user());
  must(writer_->commit());
}

core::user populated_store::create_user() {
  core::user made;
  made.id = core::user_id::make();
  made.username = "floor" + std::to_string(users_++);
  made.created_at = core::now();
  must(writer_->apply(storage::create_user{made}));
  return made;
}

core::room_id populated_store::create_room(const core::user& owner,
                                           const core::group& parent) {
  core::room room;
  room.id = core::room_id::make();
  room.parent = parent.id;
  room.name = "room " + room.id.str();
  room.created_by = owner.id;
  room.epoch = "e";
  room.created_at = owner.created_at;
  must(writer_->apply(storage::create_room{room}));
  return room.id;
}

void populated_store::add_member(const core::group& parent, core::room_id room,
                                 const core::user& who) {
  storage::add_group_member join;
  join.group = parent.id;
  join.user = who.id;
  join.at = who.created_at;
  must(writer_->apply(join));
  must(
      writer_->apply(storage::append_joined{room, who.id, {}, who.created_at}));
  speakers_.push_back({{who.id, who.username, {}}, room});
}

storage::append_message populated_store::next_message() {
  const auto& by = speakers_[sent_ % speakers_.size()];
  core::message m;
  m.id = core::message_id::make();
  m.room = by.room;
  m.sender = by.who;
  m.content = content_;
  m.client_id = "floor-insert-" + std::to_string(sent_++);
  m.created_at = core::now();
  return {std::move(m), {}};
}

// Only files of our own name, whatever else lives in the folder.
void populated_store::remove_files() const {
  std::error_code ignored;
  for (const char* suffix : {"", "-wal", "-shm", ".lock"})
    std::filesystem::remove(file_.string() + suffix, ignored);
}

}  // namespace parley::bench
