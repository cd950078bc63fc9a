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
  populate(how.rooms);
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

void populated_store::populate(unsigned rooms) {
  core::user author;
  author.id = core::user_id::make();
  author.username = "floor";
  author.created_at = core::now();
  core::group parent;
  parent.id = core::group_id::make();
  parent.name = "floor";
  parent.created_by = author.id;
  parent.created_at = author.created_at;
  must(writer_->begin());
  must(writer_->apply(storage::create_user{author}));
  must(writer_->apply(storage::create_group{parent}));
  for (unsigned i = 0; i < rooms; ++i) create_room(i, author, parent);
  must(writer_->commit());
  author_ = {author.id, author.username, {}};
}

void populated_store::create_room(unsigned number, const core::user& author,
                                  const core::group& parent) {
  core::room room;
  room.id = core::room_id::make();
  room.parent = parent.id;
  room.name = "room " + std::to_string(number);
  room.created_by = author.id;
  room.epoch = "e";
  room.created_at = author.created_at;
  must(writer_->apply(storage::create_room{room}));
  rooms_.push_back(room.id);
}

storage::append_message populated_store::next_message() {
  core::message m;
  m.id = core::message_id::make();
  m.room = rooms_[sent_ % rooms_.size()];
  m.sender = author_;
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
