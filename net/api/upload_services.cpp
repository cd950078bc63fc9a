#include "net/api/upload_services.hpp"

#include <algorithm>

namespace parley::net::api {

namespace {

constexpr std::size_t most_downloads = 512;
constexpr std::size_t disk_queue = 4096;

}  // namespace

core::result<std::shared_ptr<void>> upload_slots::enter(core::user_id who) {
  std::lock_guard lock{guard_};
  if (taken_ >= limit_)
    return core::failure{core::errc::busy, "too many uploads at a time", 1000};
  auto& own = by_user_[who];
  if (own >= std::max<std::size_t>(limit_ / 4, 1))
    return core::failure{core::errc::rate_limited,
                         "too many uploads of yours at a time", 1000};
  ++own;
  ++taken_;
  return std::shared_ptr<void>{
      this, [self = shared_from_this(), who](void*) { self->leave(who); }};
}

void upload_slots::leave(core::user_id who) {
  std::lock_guard lock{guard_};
  --taken_;
  auto own = by_user_.find(who);
  if (--own->second == 0) by_user_.erase(own);
}

upload_services::upload_services(
    const config::settings& from, std::string link_key,
    std::shared_ptr<storage::uploads::upload_folder> where)
    : settings(from),
      folder(std::move(where)),
      links(std::move(link_key), from.upload_link_ttl),
      slots(std::make_shared<upload_slots>(from.upload_slots)),
      downloads(std::make_shared<core::admission>(most_downloads)),
      pictures(storage::uploads::picture_reader::installed_program(),
               {.pixels = from.picture_pixels}),
      disk(2, disk_queue),
      lookers(1, from.upload_slots) {}

std::size_t upload_services::limit_of(core::upload_kind kind) const {
  switch (kind) {
    case core::upload_kind::avatar:
      return settings.avatar_limit;
    case core::upload_kind::image:
      return settings.image_limit;
    case core::upload_kind::file:
      break;
  }
  return settings.file_limit;
}

}  // namespace parley::net::api
