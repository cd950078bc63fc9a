#include "actors/uploads/upload_sweeper.hpp"

#include <algorithm>

#include "actors/house_rules.hpp"
#include "config/logging.hpp"

namespace parley::actors {

namespace {

struct sweep_tick {};

constexpr std::uint32_t swept_at_once = 100;
// A file is in its place for a moment before the store knows it.
constexpr std::chrono::seconds settling{3600};

struct sweeper {
  caf::event_based_actor* self;
  storage_client store;
  std::shared_ptr<storage::uploads::upload_folder> folder;
  sweeper_settings settings;
  unsigned shard = 0;
};
using sweeper_ptr = std::shared_ptr<sweeper>;

}  // namespace

}  // namespace parley::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::sweep_tick)

namespace parley::actors {

namespace {

void rest(const sweeper_ptr& at) {
  at->self->delayed_send(at->self, at->settings.pause, sweep_tick{});
}

void remove(const sweeper_ptr& at, const std::vector<core::upload_id>& ids,
            std::string_view why) {
  for (const auto& id : ids) at->folder->remove(id);
  if (!ids.empty())
    config::log(config::log_level::info, "sweeper removes uploads",
                {{"count", ids.size()}, {"why", why}});
}

// Files that the store does not know: a crash came between the two.
void sweep_shard(const sweeper_ptr& at) {
  auto found = at->folder->list(at->shard, settling);
  at->shard = (at->shard + 1) % storage::uploads::upload_folder::shards;
  if (found.empty()) return rest(at);
  at->store.read(
      at->self, storage::find_known_uploads{found},
      [at, found](core::result<std::vector<core::upload_id>> known) mutable {
        rest(at);
        if (!known) return;
        std::erase_if(found, [&](const auto& id) {
          return std::ranges::find(*known, id) != known->end();
        });
        remove(at, found, "unknown");
      });
}

void sweep_loose(const sweeper_ptr& at) {
  at->store.write(at->self,
                  storage::collect_loose_uploads{
                      core::now() - at->settings.orphan_age, swept_at_once},
                  [at](core::result<std::vector<core::upload_id>> gone) {
                    if (gone) remove(at, *gone, "unused");
                    if (gone && gone->size() == swept_at_once)
                      return sweep_loose(at);
                    sweep_shard(at);
                  });
}

// What deleted rooms named is loose from now on.
void release_loose(const sweeper_ptr& at) {
  at->store.write(at->self,
                  storage::release_uploads{core::now(), swept_at_once},
                  [at](core::result<bool> more) {
                    if (more && *more) return release_loose(at);
                    sweep_loose(at);
                  });
}

}  // namespace

caf::behavior upload_sweeper(
    caf::event_based_actor* self, storage_client store,
    std::shared_ptr<storage::uploads::upload_folder> folder,
    sweeper_settings settings) {
  follow_house_rules(self);
  auto at = std::make_shared<sweeper>(
      sweeper{self, std::move(store), std::move(folder), settings});
  rest(at);
  return {
      [at](const sweep_tick&) { release_loose(at); },
      [self](const stop_storage&) {
        self->quit(caf::exit_reason::user_shutdown);
      },
  };
}

}  // namespace parley::actors
