#pragma once

#include <vector>

#include "core/model.hpp"
#include "core/result.hpp"
#include "storage/sqlite/statement.hpp"
#include "storage/sqlite/statements.hpp"

namespace parley::storage::sqlite {

/// Messages together with what stands beside their entries. Both the writer
/// and the readers have one, on their own connection.
class message_reader {
 public:
  explicit message_reader(connection& db) : db_{db} {}

  /// The message at a position, or not_found. `asker`: whose reactions are
  /// told apart; none: nobody's.
  core::result<core::message> at(std::int64_t position,
                                 const core::room_id& room,
                                 core::user_id asker = {});

  /// Fills the reactions of messages of the room with this key, which are
  /// ascending by seq and follow each other in the log.
  core::result<void> add_reactions(std::vector<core::message>& to,
                                   std::int64_t room, core::user_id asker = {});
  core::result<void> add_reactions(core::message& to, std::int64_t room,
                                   core::user_id asker = {});

 private:
  /// How many people of a reaction are named.
  static constexpr int named_reactors = 10;

  core::result<void> add_reactions(core::message* first, core::message* last,
                                   std::int64_t room, core::user_id asker);
  core::result<void> name_reactors(core::message& of, std::int64_t position,
                                   core::user_id asker);
  core::result<void> note_own(core::reaction& of, std::int64_t position,
                              core::user_id asker);

  connection& db_;
  statement message_at_{db_, sql::message_at};
  statement count_reactions_{db_, sql::count_reactions};
  statement first_reactors_{db_, sql::first_reactors};
  statement has_reacted_{db_, sql::has_reacted};
};

}  // namespace parley::storage::sqlite
