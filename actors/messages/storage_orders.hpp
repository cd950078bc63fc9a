#pragma once

// What the store's actors are told. A log append has a lane of its own; every
// other operation travels as work that keeps its own outcome, so that all of
// them are one message.

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/atom.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <utility>
#include <variant>

#include "core/result.hpp"
#include "storage/store.hpp"

namespace parley::actors {

/// How long one actor waits for another's answer. Each of them has less time to
/// work on anything: who gets no answer in this time asked one that is broken.
inline constexpr std::chrono::seconds patience{30};

/// A log append on the hot path: no request bookkeeping, the sender gets an
/// `append_done` with the same tag once the batch is durable or has failed.
struct append_order {
  std::uint64_t tag = 0;
  std::variant<storage::append_message, storage::append_joined,
               storage::append_left, storage::append_change,
               storage::append_profile, storage::append_standing>
      op;
  core::act_ptr act{};  ///< kept with it, if it changed anything; none: no act
};
struct append_done {
  std::uint64_t tag = 0;
  core::result<storage::appended> outcome = core::failure{};
};

/// An operation with its outcome. Only the store's actor touches it until it
/// has answered.
template <class Engine>
class store_work {
 public:
  virtual ~store_work() = default;
  virtual void run(Engine& engine) = 0;
  /// What it did was not kept, or never done.
  virtual void fail(const core::failure& why) = 0;
};

/// → order_done
struct read_order {
  std::shared_ptr<store_work<storage::reader>> work;
};
/// → order_done, once it is durable or has failed
struct write_order {
  std::shared_ptr<store_work<storage::writer>> work;
};
struct order_done {};

template <class Op>
class read_work final : public store_work<storage::reader> {
 public:
  explicit read_work(Op op) : op_(std::move(op)) {}
  void run(storage::reader& engine) override { outcome = engine.run(op_); }
  void fail(const core::failure& why) override { outcome = why; }

  core::result<typename Op::reply> outcome = core::failure{};

 private:
  Op op_;
};

template <class Op>
class write_work final : public store_work<storage::writer> {
 public:
  explicit write_work(Op op, core::act_ptr act = {})
      : op_(std::move(op)), act_(std::move(act)) {}
  void run(storage::writer& engine) override {
    outcome = engine.apply(op_);
    if (outcome && act_)
      if (auto kept = engine.apply(storage::record_act{*act_}); !kept)
        outcome = kept.error();
  }
  void fail(const core::failure& why) override { outcome = why; }

  core::result<typename Op::reply> outcome = core::failure{};

 private:
  Op op_;
  core::act_ptr act_;  ///< kept with it, in the same batch; none: no act
};

/// The last message a store actor gets: everything before it is finished.
struct stop_storage {};

}  // namespace parley::actors

namespace caf {
template <class T>
struct allowed_unsafe_message_type<parley::core::result<T>> : std::true_type {};
}  // namespace caf

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::append_order)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::append_done)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::read_order)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::write_order)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::order_done)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::stop_storage)
