// The writer's operations on calls.

#include "storage/sqlite/rows.hpp"
#include "storage/sqlite/writer.hpp"

namespace parley::storage::sqlite {

core::result<done> sqlite_writer::apply(const save_call& op) {
  if (auto why = refusal()) return *why;
  const auto& c = op.value;
  std::int64_t room = 0;
  {
    auto q = any_room_key_.run(c.room);
    if (q.next()) room = q.integer(0);
    if (q.failed()) return doom(q);
  }
  if (room == 0) return core::failure{core::errc::not_found, "no such room"};
  std::vector<std::int64_t> people;
  for (const auto& each : c.parties) {
    auto key = key_of(each.who.id);
    if (!key) return key.error();
    people.push_back(*key);
  }
  if (people.size() < 2)
    return core::failure{core::errc::invalid_request, "a call is of several"};
  std::optional<std::int64_t> receiver;
  if (!c.group) receiver = people[1];
  std::optional<std::int64_t> ended_by;
  if (c.ended_by) {
    auto key = key_of(c.ended_by);
    if (!key) return key.error();
    ended_by = *key;
  }
  std::int64_t call = 0;
  {
    auto q = put_call_.run(c.id, room, people[0], receiver, c.media, c.status,
                           c.reason, ended_by, c.created_at, c.answered_at,
                           c.ended_at);
    if (q.next()) call = q.integer(0);
    if (!q.finish()) return failed(q);
  }
  if (call == 0) return core::failure{core::errc::conflict, "the call is over"};
  for (std::size_t place = 0; place < people.size(); ++place) {
    const auto& each = c.parties[place];
    auto q = put_call_party_.run(call, place, people[place], each.state,
                                 each.device, each.joined_at, each.left_at);
    if (!q.finish()) return doom(q);
  }
  return done{};
}

core::result<done> sqlite_writer::apply(const settle_call& op) {
  if (auto why = refusal()) return *why;
  auto q = settle_call_.run(op.id);
  if (!q.finish()) return failed(q);
  return done{};
}

}  // namespace parley::storage::sqlite
