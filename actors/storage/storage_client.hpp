#pragma once

#include <atomic>
#include <caf/actor.hpp>
#include <caf/event_based_actor.hpp>
#include <chrono>
#include <memory>
#include <utility>
#include <vector>

#include "actors/messages/storage_orders.hpp"
#include "core/admission.hpp"

namespace parley::actors {

/// How actors reach the store: bounded at the door, answered always. A value
/// to copy; what it points to is shared and thread safe.
class storage_client {
 public:
  struct handles {
    caf::actor writer;
    std::vector<caf::actor> readers;
    std::shared_ptr<core::admission> write_door;
    std::shared_ptr<core::admission> read_door;
    std::atomic<std::size_t> next_reader{0};
  };

  storage_client() = default;
  explicit storage_client(std::shared_ptr<handles> to) : to_(std::move(to)) {}

  /// Queues an append; the asking actor gets `append_done` with the tag.
  /// False: the store's queue is full.
  bool append(caf::event_based_actor* self, append_order order) const {
    if (!to_->write_door->enter()) return false;
    self->send(to_->writer, std::move(order));
    return true;
  }

  /// Performs a write and calls `then(core::result<Op::reply>)` once it is
  /// durable, refused (busy) or failed.
  template <class Op, class Then>
  void write(caf::event_based_actor* self, Op op, Then then) const {
    ask(self, to_->writer, *to_->write_door, std::move(op), std::move(then));
  }

  /// Performs a read on one of the readers and calls
  /// `then(core::result<Op::reply>)`.
  template <class Op, class Then>
  void read(caf::event_based_actor* self, Op op, Then then) const {
    auto turn = to_->next_reader.fetch_add(1, std::memory_order_relaxed);
    ask(self, to_->readers[turn % to_->readers.size()], *to_->read_door,
        std::move(op), std::move(then));
  }

 private:
  static constexpr std::chrono::seconds patience{30};

  template <class Op, class Then>
  static void ask(caf::event_based_actor* self, const caf::actor& store,
                  core::admission& door, Op op, Then then) {
    using answer = core::result<typename Op::reply>;
    if (!door.enter()) {
      then(answer{
          core::failure{core::errc::busy, "the store's queue is full", 250}});
      return;
    }
    self->request(store, patience, std::move(op))
        .then([then](answer& got) mutable { then(std::move(got)); },
              [then](caf::error&) mutable {
                then(answer{core::failure{core::errc::unavailable,
                                          "the store does not answer", 1000}});
              });
  }

  std::shared_ptr<handles> to_;
};

}  // namespace parley::actors
