#include "actors/storage/storage_client.hpp"

#include <caf/all.hpp>
#include <chrono>

namespace parley::actors {

namespace {

void ask(caf::event_based_actor* self, const caf::actor& store,
         core::admission& door, const caf::message& order,
         const std::function<void(const core::failure*)>& then) {
  if (!door.enter()) {
    core::failure full{core::errc::busy, "the store's queue is full", 250};
    then(&full);
    return;
  }
  self->request(store, patience, order)
      .then([then](const order_done&) { then(nullptr); },
            [then](const caf::error&) {
              core::failure silent{core::errc::unavailable,
                                   "the store does not answer", 1000};
              then(&silent);
            });
}

}  // namespace

bool storage_client::append(caf::event_based_actor* self,
                            append_order order) const {
  if (!to_->write_door->enter()) return false;
  self->send(to_->writer, std::move(order));
  return true;
}

storage_client storage_client::in_order(std::size_t lane) const {
  auto made = *this;
  made.lane_ = lane;
  return made;
}

void storage_client::ask_writer(
    caf::event_based_actor* self,
    std::shared_ptr<store_work<storage::writer>> work, heard then) const {
  ask(self, to_->writer, *to_->write_door,
      caf::make_message(write_order{std::move(work)}), then);
}

void storage_client::ask_reader(
    caf::event_based_actor* self,
    std::shared_ptr<store_work<storage::reader>> work, heard then) const {
  auto turn =
      lane_ ? *lane_ : to_->next_reader.fetch_add(1, std::memory_order_relaxed);
  ask(self, to_->readers[turn % to_->readers.size()], *to_->read_door,
      caf::make_message(read_order{std::move(work)}), then);
}

}  // namespace parley::actors
