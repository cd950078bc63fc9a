#pragma once

#include <atomic>
#include <caf/actor.hpp>
#include <caf/event_based_actor.hpp>
#include <functional>
#include <memory>
#include <optional>
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
  bool append(caf::event_based_actor* self, append_order order) const;

  /// Performs a write and calls `then(core::result<Op::reply>)` once it is
  /// durable, refused (busy) or failed. An act is kept with it or not at all.
  template <class Op, class Then>
  void write(caf::event_based_actor* self, Op op, Then then,
             core::act_ptr act = {}) const {
    auto work = std::make_shared<write_work<Op>>(std::move(op), std::move(act));
    ask_writer(self, work, hand_over(work, std::move(then)));
  }

  /// The same store: what is read through all that have the same `lane` is
  /// read, and answered, in the order it was asked.
  storage_client in_order(std::size_t lane) const;

  /// Performs a read on one of the readers and calls
  /// `then(core::result<Op::reply>)`.
  template <class Op, class Then>
  void read(caf::event_based_actor* self, Op op, Then then) const {
    auto work = std::make_shared<read_work<Op>>(std::move(op));
    ask_reader(self, work, hand_over(work, std::move(then)));
  }

 private:
  /// Called with none once the work has its outcome, else with why not.
  using heard = std::function<void(const core::failure*)>;

  // Work whose answer did not come may still be running: its outcome is not
  // looked at.
  template <class Work, class Then>
  static heard hand_over(std::shared_ptr<Work> work, Then then) {
    return [work, then = std::move(then)](const core::failure* why) mutable {
      using answer = decltype(work->outcome);
      then(why != nullptr ? answer{*why} : std::move(work->outcome));
    };
  }

  void ask_writer(caf::event_based_actor* self,
                  std::shared_ptr<store_work<storage::writer>> work,
                  heard then) const;
  void ask_reader(caf::event_based_actor* self,
                  std::shared_ptr<store_work<storage::reader>> work,
                  heard then) const;

  std::shared_ptr<handles> to_;
  std::optional<std::size_t> lane_;
};

}  // namespace parley::actors
