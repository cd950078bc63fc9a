#include "net/api/upload_services.hpp"

#include <algorithm>

namespace parley::net::api {

namespace {

constexpr std::size_t most_downloads = 512;
constexpr std::size_t downloads_of_one = 64;
constexpr std::size_t disk_queue = 4096;

}  // namespace

upload_services::upload_services(
    const config::settings& from, std::string link_key,
    std::shared_ptr<storage::uploads::upload_folder> where)
    : settings(from),
      folder(std::move(where)),
      links(std::move(link_key), from.upload_link_ttl),
      slots(std::make_shared<core::fair_slots>(
          "uploads", from.upload_slots,
          std::max<std::size_t>(from.upload_slots / 4, 1))),
      downloads(std::make_shared<core::fair_slots>("downloads", most_downloads,
                                                   downloads_of_one)),
      pictures(storage::uploads::picture_reader::installed_program(),
               {.pixels = from.picture_pixels}),
      disk(2, disk_queue),
      sniffers(1, from.upload_slots),
      lookers(1, from.upload_slots) {}

void upload_services::stop() {
  pictures.stop();
  for (auto* each : {&lookers, &sniffers, &disk}) each->stop();
}

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

std::size_t upload_services::most_pending(core::upload_kind kind) const {
  switch (kind) {
    case core::upload_kind::avatar:
      return 0;  // it is used at once
    case core::upload_kind::image:
      return settings.pending_images;
    case core::upload_kind::file:
      break;
  }
  return settings.pending_files;
}

}  // namespace parley::net::api
