#pragma once

#include <cstddef>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/model.hpp"

namespace parley::storage::sqlite {

/// What the writer remembers so that an append needs no query: the keys of
/// users and rooms, where each room's log ends, and how long it keeps messages.
/// It is only a copy: whoever
/// rolls back, or sees that somebody else wrote, forgets it all.
class key_cache {
 public:
  struct room_slot {
    std::int64_t key = 0;
    core::seq_t head = 0;
    std::int64_t messages = 0;  ///< how many of the entries are messages
    core::seq_t last_message = 0;
    std::uint32_t retention = 0;  ///< seconds
    /// Keys of those who have a draft, ascending; some may have none any more.
    std::vector<std::int64_t> drafting{};
  };

  room_slot* find(const core::room_id& id) { return find_in(rooms_, id); }
  std::int64_t* find(const core::user_id& id) { return find_in(users_, id); }

  room_slot* keep(const core::room_id& id, room_slot slot) {
    return keep_in(rooms_, id, std::move(slot));
  }
  std::int64_t* keep(const core::user_id& id, std::int64_t key) {
    return keep_in(users_, id, key);
  }

  void drop(const core::room_id& id) { rooms_.erase(id); }

  void forget() {
    rooms_.clear();
    users_.clear();
  }

 private:
  /// Entries per table, about 6 and 10 MB. Beyond it everything is forgotten:
  /// an eviction order would cost more than the queries it saves.
  static constexpr std::size_t capacity = 100'000;

  template <class Map, class Id>
  static typename Map::mapped_type* find_in(Map& map, const Id& id) {
    auto at = map.find(id);
    return at == map.end() ? nullptr : &at->second;
  }

  template <class Map, class Id, class Value>
  static Value* keep_in(Map& map, const Id& id, Value value) {
    if (map.size() >= capacity) map.clear();
    return &map.insert_or_assign(id, std::move(value)).first->second;
  }

  std::unordered_map<core::room_id, room_slot> rooms_;
  std::unordered_map<core::user_id, std::int64_t> users_;
};

}  // namespace parley::storage::sqlite
