// The reader's queries about uploads.

#include <limits>

#include "storage/sqlite/cursor.hpp"
#include "storage/sqlite/reader.hpp"
#include "storage/sqlite/rows.hpp"

namespace parley::storage::sqlite {

using core::errc;
using core::failure;

namespace {

failure the_upload_failure(const execution& q) {
  return q.failed() ? q.why() : failure{errc::not_found, "no such upload"};
}

core::result<core::upload> the_upload(execution&& q) {
  if (q.next()) return read_upload(row{q});
  return the_upload_failure(q);
}

}  // namespace

core::result<core::upload> sqlite_reader::run(const find_upload& op) {
  start();
  return the_upload(find_upload_.run(op.id));
}

core::result<upload_places> sqlite_reader::run(const find_upload_places& op) {
  start();
  auto asker = key_of(op.reader);
  if (!asker) return asker.error();
  upload_places found;
  std::int64_t key = 0;
  {
    auto q = find_any_upload_.run(op.id);
    if (!q.next()) return the_upload_failure(q);
    found.value = read_upload(row{q});
    key = q.integer(12);
    found.withdrawn = q.integer(14) != 0;
  }
  {
    auto q = is_reported_.run(key);
    found.reported = q.next();
    if (q.failed()) return q.why();
  }
  auto q = rooms_of_upload_.run(key, *asker, std::uint64_t{most_asked_places});
  while (q.next()) found.rooms.push_back(core::room_id{q.uuid(0)});
  if (q.failed()) return q.why();
  if (auto ok = add_icons(found, key); !ok) return ok.error();
  return found;
}

core::result<void> sqlite_reader::add_icons(upload_places& to,
                                            std::int64_t upload) {
  constexpr std::int64_t of_group = 1;
  auto q = icons_of_upload_.run(upload, std::uint64_t{most_asked_places});
  while (q.next()) {
    if (q.integer(0) == of_group)
      to.icon_of_groups.push_back(core::group_id{q.uuid(1)});
    else to.icon_of_rooms.push_back(core::room_id{q.uuid(1)});
  }
  if (q.failed()) return q.why();
  return {};
}

core::result<page<core::upload>> sqlite_reader::run(const list_uploads& op) {
  start();
  auto below = read_numbers(op.cursor, 1);
  if (!below) return below.error();
  if (below->empty()) *below = {std::numeric_limits<std::int64_t>::max()};
  auto owner = key_of(op.owner);
  if (!owner) return owner.error();
  page<core::upload> found;
  std::int64_t last = 0;
  auto q =
      list_uploads_.run(*owner, below->front(), std::uint64_t{op.limit} + 1);
  while (q.next()) {
    if (found.items.size() == op.limit) {
      found.next = make_cursor({last});
      break;
    }
    found.items.push_back(read_upload(row{q}));
    last = q.integer(12);
  }
  if (q.failed()) return q.why();
  return found;
}

core::result<upload_usage> sqlite_reader::run(const measure_uploads& op) {
  start();
  auto owner = key_of(op.owner);
  if (!owner) return owner.error();
  upload_usage usage;
  auto q = upload_usage_.run(*owner);
  if (q.next()) {
    usage.bytes = static_cast<std::uint64_t>(q.integer(0));
    usage.files = static_cast<std::uint64_t>(q.integer(1));
  }
  if (q.failed()) return q.why();
  auto images = count_pending(*owner, core::upload_kind::image);
  if (!images) return images.error();
  auto files = count_pending(*owner, core::upload_kind::file);
  if (!files) return files.error();
  usage.pending_images = *images;
  usage.pending_files = *files;
  return usage;
}

core::result<std::uint64_t> sqlite_reader::count_pending(
    std::int64_t owner, core::upload_kind kind) {
  auto q = count_pending_.run(owner, kind);
  if (!q.next()) return q.why();
  return static_cast<std::uint64_t>(q.integer(0));
}

core::result<std::vector<core::upload_id>> sqlite_reader::run(
    const find_known_uploads& op) {
  start();
  std::vector<core::upload_id> known;
  for (const auto& id : op.ids) {
    auto q = upload_exists_.run(id);
    if (q.next()) known.push_back(id);
    if (q.failed()) return q.why();
  }
  return known;
}

}  // namespace parley::storage::sqlite
