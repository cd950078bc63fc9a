// Ends of the process and of the power, at any moment.

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <random>

#include "tests/storage/store_fixture.hpp"

namespace parley::storage::tests {

namespace {

namespace fs = std::filesystem;

constexpr int rooms_in_test = 3;

/// What the dying process reports: this message has been acknowledged.
struct acknowledged {
  std::int32_t room;
  std::int32_t number;  ///< the clientId, counted
  core::seq_t seq;
};

struct cast {
  core::user ann;
  std::vector<core::room> rooms;
};

/// Appends batches for ever, reporting each batch once it is committed. Runs in
/// a child process, where no Catch assertion may fail.
[[noreturn]] void write_until_killed(const sqlite_options& options,
                                     const cast& who, int number, int report) {
  auto opened = open_sqlite(options);
  if (!opened) ::_exit(2);
  auto write = (*opened)->open_writer();
  if (!write) ::_exit(3);
  while (true) {
    std::vector<acknowledged> batch;
    if (!(*write)->begin()) ::_exit(4);
    for (int i = 0; i < 20; ++i, ++number) {
      const auto room = number % rooms_in_test;
      const auto id = std::to_string(number);
      auto done = (*write)->apply(make_message(
          who.rooms[static_cast<std::size_t>(room)], who.ann, id, id));
      if (!done) ::_exit(5);
      batch.push_back({room, number, done->seq});
    }
    if (!(*write)->commit()) ::_exit(6);
    const auto size = batch.size() * sizeof(acknowledged);
    if (::write(report, batch.data(), size) != static_cast<ssize_t>(size))
      ::_exit(7);
  }
}

/// Kills a writing process after about `wanted` acknowledgements; returns all
/// that it gave.
std::vector<acknowledged> write_and_kill(const sqlite_options& options,
                                         const cast& who, int number,
                                         std::size_t wanted) {
  int pipe[2];
  REQUIRE(::pipe(pipe) == 0);
  const auto child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) write_until_killed(options, who, number, pipe[1]);
  ::close(pipe[1]);
  std::vector<acknowledged> acks;
  acknowledged one{};
  // Batches are far below PIPE_BUF, so reports arrive whole.
  while (::read(pipe[0], &one, sizeof one) == sizeof one) {
    acks.push_back(one);
    if (acks.size() == wanted) ::kill(child, SIGKILL);
  }
  ::close(pipe[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  REQUIRE(WIFSIGNALED(status));
  return acks;
}

cast prepare(const sqlite_options& options) {
  auto opened = must(open_sqlite(options));
  session in{*opened};
  cast who;
  who.ann = in.user("ann");
  for (int i = 0; i < rooms_in_test; ++i)
    who.rooms.push_back(in.room("r" + std::to_string(i), who.ann));
  return who;
}

void check_all_there(session& in, const cast& who,
                     const std::vector<acknowledged>& acks) {
  std::vector<std::vector<core::log_entry>> logs;
  for (const auto& room : who.rooms) logs.push_back(in.log(room.id));
  for (const auto& log : logs) require_gap_free(log);
  for (const auto& ack : acks) {
    const auto& log = logs[static_cast<std::size_t>(ack.room)];
    REQUIRE(ack.seq <= log.size());
    REQUIRE(log[ack.seq - 1].posted.client_id == std::to_string(ack.number));
  }
}

void cut_to(const fs::path& file, std::uintmax_t size) {
  fs::resize_file(file, size);
}

void scribble(const fs::path& file, std::uintmax_t from) {
  std::fstream out{file, std::ios::in | std::ios::out | std::ios::binary};
  out.seekp(static_cast<std::streamoff>(from));
  for (auto at = from; at < fs::file_size(file); ++at) out.put('\x5a');
}

}  // namespace

TEST_CASE("sqlite: what was acked before a kill -9 is there exactly once",
          "[storage][crash]") {
  temporary_folder folder;
  auto options = folder.options();
  options.wal_limit_bytes = 512 << 10;  // checkpoints are hit as well
  const auto who = prepare(options);
  std::mt19937 random{Catch::rngSeed()};
  std::vector<acknowledged> acks;

  for (int round = 0; round < 10; ++round) {
    const auto first = round * 1'000'000;
    const auto wanted = 1 + random() % 600;
    const auto fresh = write_and_kill(options, who, first, wanted);
    acks.insert(acks.end(), fresh.begin(), fresh.end());

    auto opened = must(open_sqlite(options));
    session in{*opened};
    check_all_there(in, who, acks);
    // The client retries its last send, whether or not it was acked.
    const auto number = fresh.back().number;
    const auto retry = must(in.apply(make_message(
        who.rooms[static_cast<std::size_t>(number % rooms_in_test)], who.ann,
        std::to_string(number), std::to_string(number))));
    CHECK(retry.duplicate);
    CHECK(retry.seq == fresh.back().seq);
  }
}

TEST_CASE("sqlite: a torn log tail costs whole batches at the end only",
          "[storage][crash]") {
  temporary_folder folder;
  temporary_folder after;
  const auto who = prepare(folder.options());
  {
    auto opened = must(open_sqlite(folder.options()));
    session in{*opened};
    for (int batch = 0; batch < 10; ++batch) {
      must(in.write().begin());
      for (int i = 0; i < 5; ++i)
        must(in.write().apply(make_message(who.rooms[0], who.ann, "x")));
      must(in.write().commit());
    }
    // What the disk held when the power went.
    fs::copy(folder.file(), after.file());
    fs::copy(folder.file().string() + "-wal", after.file().string() + "-wal");
  }
  const fs::path log{after.file().string() + "-wal"};
  const auto size = fs::file_size(log);
  const auto cut = GENERATE(1, 31, 33, 4096, 5000, 12345, 40000);
  const auto tear = GENERATE(cut_to, scribble);
  REQUIRE(size > static_cast<std::uintmax_t>(cut));

  tear(log, size - static_cast<std::uintmax_t>(cut));

  auto opened = must(open_sqlite(after.options()));
  session in{*opened};
  const auto entries = in.log(who.rooms[0].id);
  require_gap_free(entries);
  CHECK((entries.size() - 1) % 5 == 0);
  CHECK(entries.size() < 51);
  CHECK(in.say(who.rooms[0], who.ann, "again").seq == entries.size() + 1);
}

}  // namespace parley::storage::tests
