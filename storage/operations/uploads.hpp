#pragma once

// What can be asked of a store about uploads: who owns them, who may read
// them and how much they take. Their bytes are elsewhere (storage/uploads).
// See operations.hpp for what all operations share.

#include <cstdint>
#include <string>
#include <vector>

#include "core/model.hpp"
#include "storage/operations/common.hpp"

namespace parley::storage {

/// What somebody's uploads take, thumbnails included.
struct upload_usage {
  std::uint64_t bytes = 0;
  std::uint64_t files = 0;
  /// Images and files that nothing has named yet, nor a message that waits.
  std::uint64_t pending_images = 0;
  std::uint64_t pending_files = 0;
};

// -- writes -------------------------------------------------------------------

/// Notes an upload whose bytes are in their place already. quota_exceeded when
/// its owner would have more than `quota` bytes, too_many_uploads when more
/// than `most_pending` of its kind that nothing has named yet. An avatar takes
/// the place of its owner's former one: `avatar_url` becomes theirs.
struct create_upload {
  using reply = done;
  core::upload value;
  std::uint64_t quota = 0;         ///< 0: no bound
  std::string avatar_url;          ///< of an avatar
  std::uint64_t most_pending = 0;  ///< 0: no bound
};

struct deleted_upload {
  core::upload value;
  bool kept = false;  ///< a report needs its bytes; else they may go
};

/// Forgets an upload of this owner and tells what it was. One that a report is
/// about is out of sight for all but those who see reports, and collected when
/// the last such report is forgotten. not_found if there is none.
struct delete_upload {
  using reply = deleted_upload;
  core::upload_id id;
  core::user_id owner;
};

/// Forgets at most `limit` uploads that nothing has named since `before` and no
/// scheduled message or report names, the longest unused first, and tells
/// which: their bytes may go.
struct collect_loose_uploads {
  using reply = std::vector<core::upload_id>;
  core::timestamp before{};
  std::uint32_t limit = 100;
};

/// Lets go of what messages of deleted rooms name, of at most `limit` of them;
/// true: there may be more.
struct release_uploads {
  using reply = bool;
  core::timestamp at{};
  std::uint32_t limit = 100;
};

// -- reads --------------------------------------------------------------------

struct find_upload {
  using reply = core::upload;  ///< or not_found
  core::upload_id id;
};

/// An upload, and what gives others than its owner a right to read it.
struct upload_places {
  core::upload value;
  bool withdrawn = false;  ///< its owner deleted it: it is there for reports
  bool reported = false;   ///< a report is about a message that named it
  /// Where a message names it, those first that most likely let `reader` read:
  /// what a room says counts. No direct ones of others; at most
  /// `most_asked_places`.
  std::vector<core::room_id> rooms;
  /// Whose icon it is; at most `most_asked_places` together.
  std::vector<core::room_id> icon_of_rooms;
  std::vector<core::group_id> icon_of_groups;
};
struct find_upload_places {
  using reply = upload_places;  ///< or not_found
  core::upload_id id;
  core::user_id reader;
};
inline constexpr std::size_t most_asked_places = 16;

/// Newest first.
struct list_uploads {
  using reply = page<core::upload>;
  core::user_id owner;
  std::string cursor;
  std::uint32_t limit = 50;
};

struct measure_uploads {
  using reply = upload_usage;
  core::user_id owner;
};

/// Those of `ids` that are known, in any order.
struct find_known_uploads {
  using reply = std::vector<core::upload_id>;
  std::vector<core::upload_id> ids;
};

}  // namespace parley::storage
