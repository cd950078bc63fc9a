#pragma once

#include <caf/all.hpp>
#include <memory>

#include "tests/actors/support/stage.hpp"

namespace parley::actors::testing {

/// Stands before an actor and passes everything on to it, sender and request
/// included; while it is shut, messages wait. So a test decides when a store
/// answers.
class valve {
 public:
  valve(stage& on, caf::actor behind);

  operator const caf::actor&() const { return front_; }

  void shut() { *open_ = false; }
  /// Lets through what waited, in order, and runs.
  void open();

 private:
  stage& stage_;
  std::shared_ptr<bool> open_ = std::make_shared<bool>(true);
  caf::actor front_;
};

}  // namespace parley::actors::testing
