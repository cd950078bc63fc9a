#include "storage/sqlite/message_reader.hpp"

#include <algorithm>

#include "storage/sqlite/rows.hpp"
#include "storage/sqlite/schema.hpp"

namespace parley::storage::sqlite {

using core::errc;
using core::failure;

core::result<core::message> message_reader::at(std::int64_t position,
                                               const core::room_id& room,
                                               core::user_id asker) {
  core::message found;
  {
    auto q = message_at_.run(position);
    if (!q.next())
      return q.failed() ? q.why() : failure{errc::not_found, "no such message"};
    found = std::move(read_entry(row{q}, room).posted);
  }
  if (auto ok = add_reactions(found, room_at(position), asker); !ok)
    return ok.error();
  return found;
}

core::result<void> message_reader::add_reactions(core::message& to,
                                                 std::int64_t room,
                                                 core::user_id asker) {
  return add_reactions(&to, &to + 1, room, asker);
}

core::result<void> message_reader::add_reactions(std::vector<core::message>& to,
                                                 std::int64_t room,
                                                 core::user_id asker) {
  return add_reactions(to.data(), to.data() + to.size(), room, asker);
}

core::result<void> message_reader::add_reactions(core::message* first,
                                                 core::message* last,
                                                 std::int64_t room,
                                                 core::user_id asker) {
  if (first == last) return {};
  struct found {
    core::message* of;
    std::int64_t since;
    core::reaction value;
  };
  std::vector<found> all;
  {
    auto q = count_reactions_.run(position(room, first->seq),
                                  position(room, (last - 1)->seq));
    for (auto* at = first; q.next();) {
      while (at != last && position(room, at->seq) < q.integer(0)) ++at;
      if (at == last) break;
      core::reaction value;
      value.emoji = q.text(1);
      value.count = static_cast<std::size_t>(q.integer(2));
      all.push_back({at, q.integer(3), std::move(value)});
    }
    if (q.failed()) return q.why();
  }
  // Within a message the emoji that came first stands first.
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return a.of != b.of ? a.of < b.of : a.since < b.since;
  });
  for (auto& each : all) each.of->reactions.push_back(std::move(each.value));
  for (auto* at = first; at != last; ++at)
    if (auto ok = name_reactors(*at, position(room, at->seq), asker); !ok)
      return ok;
  return {};
}

core::result<void> message_reader::name_reactors(core::message& of,
                                                 std::int64_t position,
                                                 core::user_id asker) {
  for (auto& each : of.reactions) {
    {
      auto q = first_reactors_.run(position, each.emoji, named_reactors);
      while (q.next()) each.users.push_back(core::user_id{q.uuid(0)});
      if (q.failed()) return q.why();
    }
    if (!asker) continue;
    if (auto ok = note_own(each, position, asker); !ok) return ok;
  }
  return {};
}

// The store is asked only for who may be among those that are not named.
core::result<void> message_reader::note_own(core::reaction& of,
                                            std::int64_t position,
                                            core::user_id asker) {
  of.own = std::find(of.users.begin(), of.users.end(), asker) != of.users.end();
  if (of.own || of.count <= of.users.size()) return {};
  auto q = has_reacted_.run(position, of.emoji, asker);
  of.own = q.next();
  if (q.failed()) return q.why();
  return {};
}

}  // namespace parley::storage::sqlite
