#pragma once

// owns            the store's only writer and the batch that is open
// spawned by      actors/system, detached: commits block its own thread
// watched by      actors/system
// on failure      everyone waiting is answered storage_failed; a new one starts
// mailbox bound   `core::admission` of `storage_client`: senders enter first

#include <caf/all.hpp>
#include <chrono>
#include <memory>
#include <utility>
#include <vector>

#include "actors/messages/storage_orders.hpp"
#include "core/admission.hpp"
#include "core/metrics.hpp"
#include "storage/store.hpp"

namespace parley::actors {

/// Group commit without a timer: the first operation opens a batch and queues
/// a note to oneself behind everything that has arrived; what stands before the
/// note joins the batch. While a commit runs, the next batch gathers. Nothing
/// waits for more to come: with a few to 200 messages in flight that made
/// larger batches and took everybody longer.
struct store_writer_state {
  using self_ptr = caf::stateful_actor<store_writer_state>*;

  explicit store_writer_state(self_ptr self) : self_(self) {}
  ~store_writer_state();

  void init(std::shared_ptr<storage::writer> engine,
            std::shared_ptr<core::admission> door, std::size_t batch_limit,
            std::shared_ptr<core::server_metrics> metrics);

  void append(const append_order& order);

  caf::result<order_done> write(const write_order& order);

  /// Commits the open batch and answers everyone in it.
  void commit();
  /// The note to oneself: which batch it was for.
  void commit_if_open(std::uint64_t batch);
  void maintain(std::uint64_t batch);
  /// Commits what is open, for an orderly stop.
  void finish();

  static inline const char* name = "store_writer";

 private:
  struct waiting_append {
    caf::actor room;
    append_done answer;
  };
  struct waiting_write {
    caf::response_promise asker;
    std::shared_ptr<store_work<storage::writer>> work;
  };

  core::result<void> open_batch();
  void after_operation();
  void queue_maintenance();
  void answer_all(const core::failure* failed);

  self_ptr self_;
  std::shared_ptr<storage::writer> engine_;
  std::shared_ptr<core::admission> door_;
  std::shared_ptr<core::server_metrics> metrics_;
  std::size_t batch_limit_ = 256;
  std::uint64_t batch_ = 0;  ///< number of the open or next batch
  std::size_t operations_ = 0;
  bool open_ = false;
  bool maintenance_queued_ = false;
  std::chrono::steady_clock::time_point maintained_at_{};
  std::vector<waiting_append> appends_;
  std::vector<waiting_write> writes_;
};

caf::behavior store_writer(store_writer_state::self_ptr self,
                           std::shared_ptr<storage::writer> engine,
                           std::shared_ptr<core::admission> door,
                           std::size_t batch_limit,
                           std::shared_ptr<core::server_metrics> metrics);

}  // namespace parley::actors
