#include "storage/sqlite/checkpointer.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace parley::storage::sqlite {

namespace {

constexpr std::uint64_t page_bytes = 4096;

/// How long a rewind may hold the writer back for a reader in the middle of a
/// query or for the writer's own batch, in tries of one millisecond.
constexpr int rewind_patience = 250;

std::int64_t pages_in(std::uint64_t bytes) {
  constexpr std::int64_t least = 16;
  return std::max(static_cast<std::int64_t>(bytes / page_bytes), least);
}

int wait_a_little(void*, int tries) {
  if (tries >= rewind_patience) return 0;
  std::this_thread::sleep_for(std::chrono::milliseconds{1});
  return 1;
}

}  // namespace

checkpointer::checkpointer(connection db, std::uint64_t limit_bytes)
    : db_{std::move(db)},
      limit_pages_{pages_in(limit_bytes)},
      due_pages_{pages_in(limit_bytes / 2)},
      due_at_{due_pages_} {
  sqlite3_busy_handler(db_.handle(), wait_a_little, nullptr);
  thread_ = std::jthread{[this](const std::stop_token& stop) { run(stop); }};
}

checkpointer::~checkpointer() = default;

void checkpointer::committed(std::int64_t pages) {
  const bool rewound = pages < pages_.exchange(pages);
  if (rewound) due_at_.store(due_pages_, std::memory_order_relaxed);
  if (pages < due_at_.load(std::memory_order_relaxed)) return;
  set(due_, true);
}

void checkpointer::wait_for_room() {
  auto must_wait = [this] {
    return rewinding_ || (due_ && pages_ >= limit_pages_);
  };
  if (!must_wait()) return;
  std::unique_lock lock{mutex_};
  wake_.wait(lock, [&] { return !must_wait(); });
}

void checkpointer::run(const std::stop_token& stop) {
  while (true) {
    {
      std::unique_lock lock{mutex_};
      if (!wake_.wait(lock, stop, [this] { return due_.load(); })) return;
    }
    checkpoint();
    set(due_, false);
  }
}

void checkpointer::checkpoint() {
  // Once all is copied the next commit rewinds the log by itself.
  const auto copied = copy(SQLITE_CHECKPOINT_PASSIVE);
  if (copied < pages_.load()) {
    set(rewinding_, true);
    copy(SQLITE_CHECKPOINT_RESTART);
    set(rewinding_, false);
  }
  // After a failure (a full disk, a reader in the way) the log goes on growing
  // and we try again later: nothing is lost by waiting.
  due_at_.store(pages_.load() + due_pages_ / 4, std::memory_order_relaxed);
}

/// How many pages of the log are in the database now; SQLite counts only
/// those that were in the log when it began.
std::int64_t checkpointer::copy(int mode) {
  int in_log = 0;
  int copied = 0;
  const int code =
      sqlite3_wal_checkpoint_v2(db_.handle(), nullptr, mode, &in_log, &copied);
  return code == SQLITE_OK ? copied : 0;
}

void checkpointer::set(std::atomic<bool>& flag, bool value) {
  {
    std::lock_guard lock{mutex_};
    flag.store(value);
  }
  wake_.notify_all();
}

}  // namespace parley::storage::sqlite
