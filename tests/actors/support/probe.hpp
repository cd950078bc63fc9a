#pragma once

#include <caf/all.hpp>
#include <memory>
#include <stdexcept>
#include <vector>

#include "tests/actors/support/stage.hpp"

namespace parley::actors::testing {

/// An actor that stands in for another one and keeps what it is told. Requests
/// are answered when the test does it. It ends on `stop_child` like everybody,
/// unless it was made `stubborn`.
class probe {
 public:
  /// One that is asleep leaves everything in its mailbox.
  enum class manner { obedient, stubborn, asleep };

  explicit probe(stage& on, manner how = manner::obedient);
  ~probe();
  probe(const probe&) = delete;
  probe& operator=(const probe&) = delete;

  const caf::actor& actor() const { return actor_; }
  operator const caf::actor&() const { return actor_; }

  const std::vector<caf::message>& heard() const { return ear_->heard; }
  void forget() { ear_->heard.clear(); }

  /// Everything of this type, in the order it came.
  template <class T>
  std::vector<T> all() const {
    std::vector<T> found;
    for (const auto& each : ear_->heard)
      if (each.match_elements<T>()) found.push_back(each.get_as<T>(0));
    return found;
  }

  template <class T>
  std::size_t count() const {
    return all<T>().size();
  }

  /// The newest of this type; throws, which fails the test, if none came.
  template <class T>
  T last() const {
    auto found = all<T>();
    if (found.empty()) throw std::logic_error("no such message came");
    return found.back();
  }

  /// Answers the oldest open request of this type for which `wanted` holds;
  /// throws, which fails the test, if there is none.
  template <class T, class Answer, class Wanted>
  void answer_request(Answer with, Wanted wanted) {
    auto& asked = ear_->asked;
    for (auto at = asked.begin(); at != asked.end(); ++at) {
      if (!at->content.template match_elements<T>()) continue;
      if (!wanted(at->content.template get_as<T>(0))) continue;
      // A promise delivers on its actor's turn only; this is outside of it.
      at->answer.next()->enqueue(caf::actor_cast<caf::strong_actor_ptr>(actor_),
                                 at->answer.id().response_id(),
                                 caf::make_message(std::move(with)), nullptr);
      asked.erase(at);
      return;
    }
    throw std::logic_error("no such request is open");
  }

 private:
  struct question {
    caf::message content;
    caf::response_promise answer;
  };
  struct ear {
    bool listens = true;
    std::vector<caf::message> heard;
    std::vector<question> asked;
  };

  static caf::behavior record(caf::event_based_actor* self,
                              std::shared_ptr<ear> into, manner how);

  std::shared_ptr<ear> ear_ = std::make_shared<ear>();
  caf::actor actor_;
};

}  // namespace parley::actors::testing
