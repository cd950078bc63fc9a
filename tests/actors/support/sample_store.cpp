#include "tests/actors/support/sample_store.hpp"

#include "actors/storage/store_reader.hpp"
#include "actors/storage/store_writer.hpp"

namespace parley::actors::testing {

namespace {

constexpr std::size_t roomy = 4096;

std::unique_ptr<storage::store> open_in_memory() {
  return std::move(storage::open_sqlite({}).value());
}

std::shared_ptr<storage_client::handles> doors() {
  auto made = std::make_shared<storage_client::handles>();
  made->write_door = std::make_shared<core::admission>(roomy);
  made->read_door = std::make_shared<core::admission>(roomy);
  return made;
}

}  // namespace

sample_store::sample_store(stage& on)
    : store_(open_in_memory()),
      engine_(std::move(store_->open_writer().value())),
      reader_(std::move(store_->open_reader().value())),
      handles_(doors()),
      write_valve_(on, on.spawn(store_writer, engine_, handles_->write_door,
                                256, std::make_shared<core::server_metrics>())),
      read_valve_(on, on.spawn(store_reader, reader_, handles_->read_door)),
      client_(handles_) {
  on.hold(store_);
  handles_->writer = write_valve_;
  handles_->readers = {read_valve_};
}

core::user sample_store::add_user(const std::string& name) {
  core::user user;
  user.id = core::user_id::make();
  user.username = user.display_name = name;
  user.email = name + "@example.org";
  user.created_at = user.last_seen = core::now();
  return write(storage::create_user{user});
}

core::user sample_store::add_admin(const std::string& name) {
  auto user = add_user(name);
  user.role = core::server_role::admin;
  write(storage::set_server_role{user.id, user.role});
  return user;
}

core::group sample_store::add_group(const std::string& name,
                                    const core::user& owner,
                                    core::visibility access) {
  return write(storage::create_group{
      {core::group_id::make(), name, {}, owner.id, access, core::now()}});
}

void sample_store::add_to_group(const core::group& group, const core::user& who,
                                core::member_role role) {
  write(storage::add_group_member{group.id, who.id, role, core::now()});
}

core::room sample_store::add_room(const std::string& name,
                                  const core::group& parent,
                                  const core::user& owner,
                                  core::visibility access) {
  core::room room;
  room.id = core::room_id::make();
  room.parent = parent.id;
  room.name = name;
  room.created_by = owner.id;
  room.access = access;
  room.epoch = "first";
  room.created_at = core::now();
  return write(storage::create_room{room});
}

void sample_store::add_to_room(const core::room& room, const core::user& who,
                               core::member_role role) {
  write(storage::append_joined{room.id, who.id, role, core::now()});
}

storage::appended sample_store::add_message(const core::room& room,
                                            const core::user& from,
                                            const std::string& content) {
  core::message value;
  value.id = core::message_id::make();
  value.room = room.id;
  value.sender = {from.id, from.username, {}};
  value.content = content;
  value.created_at = core::now();
  return write(storage::append_message{value, {}});
}

identity_ptr identity_of(const core::user& who, core::device_id device) {
  return std::make_shared<const identity>(identity{who.id, device, who.role});
}

}  // namespace parley::actors::testing
