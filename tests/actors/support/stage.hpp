#pragma once

#include <caf/all.hpp>
#include <caf/scheduler/test_coordinator.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/result.hpp"
#include "tests/result_printing.hpp"

namespace parley::actors::testing {

/// The answer to a request that a test asked; filled when it comes.
template <class T>
class answer {
 public:
  bool came() const { return state_->value || state_->error; }

  /// Throws, which fails the test, unless the answer came and is a `T`.
  const T& get() const {
    if (!state_->value)
      throw std::logic_error(state_->error ? "an error instead of an answer"
                                           : "no answer yet");
    return *state_->value;
  }
  const T& operator*() const { return get(); }
  const T* operator->() const { return &get(); }

  /// What CAF answered in the place of the actor, if it did.
  std::optional<caf::error> error() const { return state_->error; }

 private:
  friend class stage;
  struct slot {
    std::optional<T> value;
    std::optional<caf::error> error;
  };
  std::shared_ptr<slot> state_ = std::make_shared<slot>();
};

/// An actor system without threads: nothing happens unless a test says so, and
/// the clock is the test's. Ends all actors when it goes.
class stage {
 public:
  stage();
  ~stage();
  stage(const stage&) = delete;
  stage& operator=(const stage&) = delete;

  caf::actor_system& system() { return system_; }

  template <class... Ts>
  caf::actor spawn(Ts&&... arguments) {
    return keep(system_.spawn(std::forward<Ts>(arguments)...));
  }
  /// Every actor that a test makes is kept here, to end with the stage.
  caf::actor keep(caf::actor made);

  /// Keeps it until all actors have ended.
  void hold(std::shared_ptr<void> what) { held_.push_back(std::move(what)); }

  /// Until nobody has a message.
  void run() { scheduler().run(); }
  /// One turn of one actor; false when nobody has a message.
  bool step() { return scheduler().try_run_once(); }
  /// Time passes; timers fire in their order, each followed by `run`.
  void pass(std::chrono::milliseconds time);

  /// Sends without a sender and runs.
  template <class T>
  void send(const caf::actor& to, T message) {
    post(to, std::move(message));
    run();
  }
  /// Sends as if `from` had sent it and runs.
  template <class T>
  void send_as(const caf::actor& from, const caf::actor& to, T message) {
    post_as(from, to, std::move(message));
    run();
  }
  /// The same without running.
  template <class T>
  void post(const caf::actor& to, T message) {
    caf::anon_send(to, std::move(message));
  }
  template <class T>
  void post_as(const caf::actor& from, const caf::actor& to, T message) {
    to->eq_impl(caf::make_message_id(),
                caf::actor_cast<caf::strong_actor_ptr>(from), nullptr,
                std::move(message));
  }

  /// Asks and runs; `T` is the type of the answer.
  template <class T, class Message>
  answer<T> request(const caf::actor& to, Message message) {
    answer<T> got;
    auto slot = got.state_;
    spawn([slot, to,
           message = std::move(message)](caf::event_based_actor* self) mutable {
      self->request(to, caf::infinite, std::move(message))
          .then([slot](const T& value) { slot->value.emplace(value); },
                [slot](const caf::error& why) { slot->error = why; });
    });
    run();
    return got;
  }

  /// The same for the many that answer with a `core::result`.
  template <class T, class Message>
  answer<core::result<T>> ask(const caf::actor& to, Message message) {
    return request<core::result<T>>(to, std::move(message));
  }

  /// Ends an actor as a defect would; runs.
  void crash(const caf::actor& who);
  bool alive(const caf::actor& who) const;
  /// Why it ended; an orderly end without a reason is `none`.
  std::optional<caf::error> ending_of(const caf::actor& who) const;

 private:
  struct configuration : caf::actor_system_config {
    configuration();
  };
  using endings = std::unordered_map<caf::actor_id, caf::error>;

  caf::scheduler::test_coordinator& scheduler();

  std::vector<std::shared_ptr<void>> held_;
  configuration configuration_;
  caf::actor_system system_{configuration_};
  std::vector<caf::actor> actors_;
  std::shared_ptr<endings> ended_ = std::make_shared<endings>();
};

}  // namespace parley::actors::testing
