// Pictures that groups and rooms show: uploads that are in use by them.

#include "storage/sqlite/writer.hpp"

namespace parley::storage::sqlite {

using core::errc;
using core::failure;

core::result<std::optional<std::int64_t>> sqlite_writer::icon_upload(
    const std::string& icon, const core::user_id& by) {
  constexpr std::string_view folder = "/uploads/";
  std::optional<std::int64_t> upload;
  if (!icon.starts_with(folder)) return upload;
  const auto id = core::upload_id::parse(icon.substr(folder.size()));
  if (!id) return upload;
  auto owner = key_of(by);
  if (!owner) return owner.error();
  auto q = picture_of_owner_.run(*id, *owner);
  if (!q.next()) {
    if (q.failed()) return doom(q);
    return failure{errc::invalid_request,
                   "icon names an upload that is not a picture of yours"};
  }
  upload = q.integer(0);
  return upload;
}

core::result<void> sqlite_writer::change_icon(
    icon_place kind, std::int64_t place, std::optional<std::int64_t> upload,
    core::timestamp at) {
  std::optional<std::int64_t> former;
  {
    auto q = find_icon_.run(kind, place);
    if (q.next()) former = q.integer(0);
    if (q.failed()) return doom(q);
  }
  if (former == upload) return {};
  if (upload) {
    if (auto q = put_icon_.run(kind, place, *upload); !q.finish())
      return doom(q);
    if (auto q = attach_upload_.run(*upload); !q.finish()) return doom(q);
  } else {
    if (auto q = drop_icon_.run(kind, place); !q.finish()) return doom(q);
  }
  if (!former) return {};
  if (auto q = loosen_former_icon_.run(*former, at); !q.finish())
    return doom(q);
  return {};
}

}  // namespace parley::storage::sqlite
