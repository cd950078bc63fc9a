#pragma once

#include <memory>
#include <stdexcept>
#include <string>

#include "actors/messages/client_events.hpp"
#include "actors/storage/storage_client.hpp"
#include "core/metrics.hpp"
#include "storage/store.hpp"
#include "tests/actors/support/stage.hpp"
#include "tests/actors/support/valve.hpp"

namespace parley::actors::testing {

/// A real store in memory behind its real actors, with valves that hold back
/// its answers.
class sample_store {
 public:
  explicit sample_store(stage& on);

  const storage_client& client() const { return client_; }
  valve& writes() { return write_valve_; }
  valve& reads() { return read_valve_; }
  const std::shared_ptr<storage_client::handles>& handles() const {
    return handles_;
  }

  // -- what tests begin with; each throws when the store refuses --------------
  core::user add_user(const std::string& name);
  core::user add_admin(const std::string& name);
  core::group add_group(const std::string& name, const core::user& owner,
                        core::visibility access = core::visibility::open);
  void add_to_group(const core::group& group, const core::user& who,
                    core::member_role role = core::member_role::member);
  core::room add_room(const std::string& name, const core::group& parent,
                      const core::user& owner,
                      core::visibility access = core::visibility::open);
  void add_to_room(const core::room& room, const core::user& who,
                   core::member_role role = core::member_role::member);
  storage::appended add_message(const core::room& room, const core::user& from,
                                const std::string& content);

  /// Writes in a batch of its own, behind the actors' back.
  template <class Op>
  typename Op::reply write(const Op& op) {
    engine_->begin().value();
    auto got = engine_->apply(op);
    engine_->commit().value();
    return got.value();
  }
  template <class Op>
  core::result<typename Op::reply> read(const Op& op) {
    return reader_->run(op);
  }

 private:
  std::shared_ptr<storage::store> store_;
  std::shared_ptr<storage::writer> engine_;
  std::shared_ptr<storage::reader> reader_;
  std::shared_ptr<storage_client::handles> handles_;
  valve write_valve_;
  valve read_valve_;
  storage_client client_;
};

/// How `who` looks to actors.
identity_ptr identity_of(const core::user& who,
                         core::device_id device = core::device_id::make());

}  // namespace parley::actors::testing
