#include "storage/sqlite/checkpointer.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <utility>

namespace parley::storage::sqlite {

namespace {

constexpr std::uint64_t page_bytes = 4096;

/// How long a rewind may hold the writer back for a reader that is in the
/// middle of a query, milliseconds; then it is tried again later.
constexpr int rewind_patience_ms = 100;

std::int64_t pages_in(std::uint64_t bytes) {
  return std::max<std::int64_t>(static_cast<std::int64_t>(bytes / page_bytes),
                                16);
}

}  // namespace

checkpointer::checkpointer(connection db, std::uint64_t limit_bytes)
    : db_{std::move(db)},
      step_{pages_in(limit_bytes / 16)},
      rewind_at_{pages_in(limit_bytes / 2)},
      due_at_{step_} {
  sqlite3_busy_timeout(db_.handle(), rewind_patience_ms);
  thread_ = std::jthread{[this](const std::stop_token& stop) { run(stop); }};
}

checkpointer::~checkpointer() = default;

void checkpointer::committed(std::int64_t pages) {
  const bool rewound = pages < std::exchange(last_pages_, pages);
  if (rewound) due_at_.store(step_, std::memory_order_relaxed);
  if (pages < due_at_.load(std::memory_order_relaxed)) return;
  {
    std::lock_guard lock{mutex_};
    due_ = true;
  }
  wake_.notify_one();
}

void checkpointer::run(const std::stop_token& stop) {
  while (true) {
    {
      std::unique_lock lock{mutex_};
      if (!wake_.wait(lock, stop, [this] { return due_; })) return;
      due_ = false;
    }
    checkpoint();
  }
}

void checkpointer::checkpoint() {
  int in_log = 0;
  int copied = 0;
  auto run_mode = [&](int mode) {
    return sqlite3_wal_checkpoint_v2(db_.handle(), nullptr, mode, &in_log,
                                     &copied);
  };
  const int code = run_mode(SQLITE_CHECKPOINT_PASSIVE);
  if (code == SQLITE_OK && in_log >= rewind_at_)
    run_mode(SQLITE_CHECKPOINT_RESTART);
  // After a failure (a full disk, a reader in the way) the log just goes on
  // growing and the next step tries again: nothing is lost by waiting.
  due_at_.store(std::max(in_log, 0) + step_, std::memory_order_relaxed);
}

}  // namespace parley::storage::sqlite
