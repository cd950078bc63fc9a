// What the disk may do to us: fill up, fail, and come back.

#include <sys/resource.h>

#include <csignal>

#include "tests/storage/failing_world.hpp"

namespace parley::storage::tests {

namespace {

using core::errc;
using fault = fault_vfs::fault;

/// Appends a batch of three; true when it was acknowledged.
bool append_batch(writer& write, const core::room& room, const core::user& who,
                  const std::string& text) {
  if (!write.begin()) return false;
  for (int i = 0; i < 3; ++i)
    if (!write.apply(make_message(room, who, text + std::to_string(i)))) break;
  return write.commit().has_value();
}

std::vector<std::string> texts_of(const std::vector<core::log_entry>& log) {
  std::vector<std::string> texts;
  for (const auto& e : log)
    if (e.kind == core::entry_kind::message) texts.push_back(e.posted.content);
  return texts;
}

/// What the room must hold after some batches were acknowledged.
class ledger {
 public:
  void acknowledge(const std::string& text) {
    for (int i = 0; i < 3; ++i) texts_.push_back(text + std::to_string(i));
  }
  void check(const std::vector<core::log_entry>& log) const {
    require_gap_free(log);
    CHECK(texts_of(log) == texts_);
  }

 private:
  std::vector<std::string> texts_;
};

/// Twelve batches, of which the disk fails from some call on and for a while.
/// Returns false when the fault came too late to strike.
bool survive(fault kind, int calls) {
  temporary_folder folder;
  fault_vfs disk;
  auto options = folder.options();
  options.vfs = disk.name();
  options.wal_limit_bytes = 256 << 10;
  ledger acked;
  core::room room;
  bool struck = false;
  {
    auto opened = must(open_sqlite(options));
    session in{*opened};
    const auto ann = in.user("ann");
    room = in.room("r", ann);
    disk.arm(kind, calls);
    int failures = 0;
    for (int batch = 0; batch < 12; ++batch) {
      const auto text = "b" + std::to_string(batch) + std::string(4000, '.');
      if (append_batch(in.write(), room, ann, text)) acked.acknowledge(text);
      else if (++failures == 3) disk.heal();
    }
    struck = disk.struck();
    disk.heal();
    REQUIRE(append_batch(in.write(), room, ann, "after"));
    acked.acknowledge("after");
    acked.check(in.log(room.id));
  }
  auto reopened = must(open_sqlite(folder.options()));
  acked.check(session{*reopened}.log(room.id));
  return struck;
}

/// Lets files grow to `bytes` only, as a full disk or a quota does.
class file_size_limit {
 public:
  explicit file_size_limit(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    auto limit = before_;
    limit.rlim_cur = bytes;
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~file_size_limit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int) = nullptr;
};

}  // namespace

TEST_CASE(
    "sqlite: whatever call to the disk fails, acked entries are there "
    "exactly once and writing goes on",
    "[storage][faults]") {
  const auto kind = GENERATE(fault::full, fault::write, fault::sync);

  int calls = 0;
  while (survive(kind, calls)) ++calls;

  CHECK(calls > 10);
}

TEST_CASE(
    "sqlite: a disk that fails while a store is created leaves a store "
    "that opens once it works",
    "[storage][faults]") {
  const auto kind = GENERATE(fault::full, fault::write, fault::sync);
  int failed = 0;
  bool struck = true;

  for (int calls = 0; struck; ++calls) {
    temporary_folder folder;
    fault_vfs disk;
    auto options = folder.options();
    options.vfs = disk.name();
    disk.arm(kind, calls);
    if (auto opened = open_sqlite(options); !opened) {
      ++failed;
      CHECK(opened.error().detail.find(options.file.string()) !=
            std::string::npos);
      if (kind == fault::full) CHECK(opened.error().code == errc::storage_full);
    }
    struck = disk.struck();
    disk.heal();
    must(open_sqlite(options));
  }

  CHECK(failed > 0);
}

TEST_CASE("sqlite: a full disk is told apart from a broken one",
          "[storage][faults]") {
  failing_world at;
  auto outcome_of_commit = [&](fault kind) {
    must(at.in->write().begin());
    must(at.in->write().apply(make_message(at.room, at.ann, "x")));
    at.disk.arm(kind, 0);
    auto outcome = at.in->write().commit();
    at.disk.heal();
    return error_of(outcome);
  };

  CHECK(outcome_of_commit(fault::full) == errc::storage_full);
  CHECK(outcome_of_commit(fault::write) == errc::storage_failed);
  CHECK(outcome_of_commit(fault::sync) == errc::storage_failed);
  CHECK(at.in->say(at.room, at.ann, "y").seq == 2);
}

TEST_CASE("sqlite: a read that fails in the middle of a batch dooms all of it",
          "[storage][faults]") {
  temporary_folder folder;
  fault_vfs disk;
  auto options = folder.options();
  options.vfs = disk.name();
  core::user ann, bob;
  core::room room, other;
  {
    auto opened = must(open_sqlite(options));
    session in{*opened};
    ann = in.user("ann");
    bob = in.user("bob");
    room = in.room("r", ann);
    other = in.room("other", ann);
  }
  int doomed = 0;
  core::seq_t head = 1;
  bool struck = true;

  for (int calls = 0; struck; ++calls) {
    auto opened = must(open_sqlite(options));  // with nothing in its cache
    session in{*opened};
    auto& write = in.write();
    must(write.begin());
    must(write.apply(make_message(room, ann, "x")));
    disk.arm(fault::read, calls);
    const auto joined = write.apply(append_joined{other.id, bob.id, {}, {}});
    struck = disk.struck();
    disk.heal();
    if (struck) {
      ++doomed;
      CHECK(error_of(joined) == errc::storage_failed);
      CHECK(error_of(write.apply(make_message(room, ann, "y"))) ==
            errc::storage_failed);
      CHECK(error_of(write.commit()) == errc::storage_failed);
      CHECK(in.log(room.id).size() == head);
      CHECK(in.log(other.id).size() == 1);
      CHECK(must(in.ask(load_room{other.id})).members.size() == 1);
    } else {
      write.rollback();
    }
    CHECK(in.say(room, ann, "z").seq == ++head);
  }

  CHECK(doomed > 1);
}

TEST_CASE("sqlite: files that may not grow fail writes until they may",
          "[storage][faults]") {
  temporary_folder folder;
  auto opened = must(open_sqlite(folder.options()));
  session in{*opened};
  const auto ann = in.user("ann");
  const auto room = in.room("r", ann);
  ledger acked;
  core::errc reason{};

  {
    file_size_limit full{600 << 10};
    for (int batch = 0; batch < 200; ++batch) {
      const auto text = std::to_string(batch) + std::string(4000, '.');
      must(in.write().begin());
      for (int i = 0; i < 3; ++i)
        must(in.write().apply(
            make_message(room, ann, text + std::to_string(i))));
      if (auto ok = in.write().commit(); ok) acked.acknowledge(text);
      else reason = ok.error().code;
    }
    CHECK(reason == errc::storage_full);
    acked.check(in.log(room.id));
  }

  CHECK(append_batch(in.write(), room, ann, "after"));
  acked.acknowledge("after");
  acked.check(in.log(room.id));
}

}  // namespace parley::storage::tests
