// Starting: what is refused, and what the operator is told.

#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "storage/remove_sqlite.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/data_lock.hpp"
#include "storage/sqlite/schema.hpp"
#include "storage/sqlite/scratch_folder.hpp"
#include "tests/storage/store_fixture.hpp"

namespace parley::storage::tests {

namespace {

namespace fs = std::filesystem;
using core::errc;

/// Runs SQL on the file behind the store's back.
void run_sql(const fs::path& file, const std::string& sql) {
  auto db =
      must(sqlite::connection::open({file, {}}, sqlite::access::read_write));
  must(db.execute(sql.c_str()));
}

/// Opens, expects a failure, and returns its sentence.
std::string complaint(const sqlite_options& options,
                      errc code = errc::storage_failed) {
  auto opened = open_sqlite(options);
  REQUIRE(opened.has_error());
  CHECK(opened.error().code == code);
  CHECK_THAT(opened.error().detail, Catch::Contains(options.file.string()));
  return opened.error().detail;
}

void overwrite(const fs::path& file, std::streamoff at, std::size_t bytes) {
  std::fstream out{file, std::ios::in | std::ios::out | std::ios::binary};
  out.seekp(at);
  out << std::string(bytes, '\x5a');
}

/// A closed store with some content.
void fill(const sqlite_options& options) {
  auto opened = must(open_sqlite(options));
  session in{*opened};
  const auto ann = in.user("ann");
  const auto room = in.room("r", ann);
  must(in.write().begin());
  for (int i = 0; i < 500; ++i)
    must(in.write().apply(make_message(room, ann, std::string(200, 'x'))));
  must(in.write().commit());
}

/// Gives up root's right to write anywhere, for a while.
class without_privileges {
 public:
  without_privileges() : before_{::geteuid()} {
    if (before_ == 0) REQUIRE(::seteuid(65534) == 0);
  }
  ~without_privileges() {
    if (before_ == 0 && ::seteuid(0) != 0) std::abort();
  }

 private:
  uid_t before_;
};

}  // namespace

TEST_CASE("sqlite: a store is there again after it was closed",
          "[storage][open]") {
  temporary_folder folder;
  const auto ann = make_user("ann");
  {
    auto opened = must(open_sqlite(folder.options()));
    must(session{*opened}.apply(create_user{ann}));
  }

  auto opened = must(open_sqlite(folder.options()));

  CHECK(must(session{*opened}.ask(find_user{ann.id})).username == "ann");
  CHECK(opened->engine() == "sqlite");
}

TEST_CASE("sqlite: a large file is opened again", "[storage][open]") {
  temporary_folder folder;
  const auto options = folder.options();
  { auto made = must(open_sqlite(options)); }
  // As large as one that is not checked as a whole.
  fs::resize_file(options.file, 40u << 20);

  CHECK(open_sqlite(options).has_value());
}

TEST_CASE("sqlite: missing folders are created, for the owner's eyes only",
          "[storage][open]") {
  temporary_folder folder;
  auto options = folder.options();
  options.file = folder.path() / "a" / "b" / "parley.db";

  auto opened = must(open_sqlite(options));
  session in{*opened};
  in.user("ann");

  for (auto suffix : {"", "-wal", "-shm", ".lock"}) {
    struct stat info {};
    REQUIRE(::stat((options.file.string() + suffix).c_str(), &info) == 0);
    CHECK((info.st_mode & 077) == 0);
  }
}

TEST_CASE("sqlite: a second server on the same file is refused",
          "[storage][open]") {
  temporary_folder folder;
  auto first = must(open_sqlite(folder.options()));

  CHECK_THAT(complaint(folder.options()),
             Catch::Contains("another parley server"));
  auto beside = folder.options();
  beside.take_lock = false;
  CHECK(open_sqlite(beside).has_value());
  first.reset();
  CHECK(open_sqlite(folder.options()).has_value());
}

TEST_CASE("sqlite: a database of a newer parley is refused and kept as it is",
          "[storage][open]") {
  temporary_folder folder;
  fill(folder.options());
  run_sql(folder.file(), "PRAGMA user_version = 999");

  CHECK_THAT(complaint(folder.options()),
             Catch::Contains("newer parley") && Catch::Contains("schema 999"));
  run_sql(folder.file(),
          "PRAGMA user_version = " + std::to_string(sqlite::current_version()));
  CHECK(open_sqlite(folder.options()).has_value());
}

TEST_CASE("sqlite: a database of the first release is brought up to date",
          "[storage][open]") {
  temporary_folder folder;
  const auto& first = sqlite::migrations().front();
  run_sql(folder.file(), first.sql);
  run_sql(folder.file(), "PRAGMA user_version = 1");

  auto opened = must(open_sqlite(folder.options()));

  session in{*opened};
  const auto ann = in.user("ann");
  CHECK(must(in.ask(measure_uploads{ann.id})).files == 0);
}

TEST_CASE("sqlite: beside a server nothing is brought up to date",
          "[storage][open]") {
  temporary_folder folder;
  auto lock = std::make_optional(must(sqlite::data_lock::take(folder.file())));
  run_sql(folder.file(), sqlite::migrations().front().sql);
  run_sql(folder.file(), "PRAGMA user_version = 1");
  auto beside = folder.options();
  beside.take_lock = false;

  CHECK_THAT(complaint(beside), Catch::Contains("older parley"));
  lock.reset();
  CHECK(open_sqlite(beside).has_value());
  CHECK(open_sqlite(folder.options()).has_value());
}

TEST_CASE("sqlite: a database of another program is refused",
          "[storage][open]") {
  temporary_folder folder;
  run_sql(folder.file(), "CREATE TABLE theirs(x)");

  CHECK_THAT(complaint(folder.options()), Catch::Contains("another program"));
}

TEST_CASE(
    "sqlite: migrations are numbered without gaps and end at the "
    "current version",
    "[storage][open]") {
  std::int64_t expected = 0;
  for (const auto& step : sqlite::migrations())
    CHECK(step.version == ++expected);
  CHECK(sqlite::current_version() == expected);
}

TEST_CASE("sqlite: a log of the first schema learns its numbers of messages",
          "[storage][open]") {
  temporary_folder folder;
  const auto ann = make_user("ann");
  const auto room = make_room("r", ann);
  auto blob = [](const auto& id) {
    std::string text = id.str();
    std::erase(text, '-');
    return "x'" + text + "'";
  };
  // joined, message, left and joined again, message, joined
  run_sql(folder.file(),
          std::string{sqlite::migrations().front().sql} +
              "PRAGMA user_version = 1;"
              "INSERT INTO users VALUES(1, " +
              blob(ann.id) +
              ", 'ann', 'ann', '', '', NULL, '', 0, '', 0, 0);"
              "INSERT INTO rooms VALUES(7, " +
              blob(room.id) +
              ", 0, NULL, 'r', 'r', '', 1, 0, 'e', 0, 0);"
              "INSERT INTO room_members VALUES(7, 1, 2, 0);"
              "INSERT INTO entries(position, kind, at, who, id, content) "
              "SELECT (7 << 32) + value, iif(value IN (2, 5), 1, 2), 0, 1, "
              "iif(value IN (2, 5), randomblob(16), NULL), 'm' || value "
              "FROM json_each('[1,2,3,4,5,6]');");

  auto opened = must(open_sqlite(folder.options()));
  session in{*opened};
  auto unread = [&] { return must(in.ask(find_unread{room.id, ann.id})); };

  CHECK(unread().mark.read == 6);
  CHECK(unread().unread.messages == 0);
  for (auto [mark, count] : {std::pair{4u, 1u}, {2u, 1u}, {1u, 2u}}) {
    must(in.apply(set_read_mark{room.id, ann.id, {mark, 0}, true}));
    CHECK(unread().unread.messages == count);
  }
  const auto rooms = must(in.ask(list_user_rooms{ann.id, {}}));
  CHECK(rooms.items.at(0).last_message->content == "m5");
  CHECK(in.say(room, ann, "next").seq == 7);
  CHECK(unread().unread.messages == 3);
}

TEST_CASE("sqlite: a file that is no database is refused", "[storage][open]") {
  temporary_folder folder;
  std::ofstream{folder.file()} << "these are my notes, keep them";

  CHECK_THAT(complaint(folder.options()), Catch::Contains("restore a backup"));
  CHECK(fs::file_size(folder.file()) == 29);
}

TEST_CASE("sqlite: a damaged database is refused", "[storage][open]") {
  temporary_folder folder;
  fill(folder.options());
  SECTION("in its header") { overwrite(folder.file(), 0, 16); }
  SECTION("in its schema") { overwrite(folder.file(), 100, 2000); }
  SECTION("in a page of data") { overwrite(folder.file(), 4096 * 20, 4096); }
  SECTION("by a cut") { fs::resize_file(folder.file(), 4096 * 10); }
  SECTION("by a cut within the first page") {
    fs::resize_file(folder.file(), 50);
  }

  CHECK_THAT(complaint(folder.options()), Catch::Contains("damaged"));
}

TEST_CASE("sqlite: a log without its database is not thrown away",
          "[storage][open]") {
  temporary_folder folder;
  const auto log = folder.file().string() + "-wal";
  std::ofstream{log} << "recent messages";

  CHECK_THAT(complaint(folder.options()), Catch::Contains("-wal"));
  CHECK(fs::file_size(log) == 15);
}

TEST_CASE("sqlite: a folder that cannot be written is named",
          "[storage][open]") {
  temporary_folder folder;
  const bool with_database = GENERATE(false, true);
  if (with_database) fill(folder.options());
  fs::permissions(folder.path(), fs::perms{0555});

  {
    without_privileges nobody;
    CHECK_THAT(complaint(folder.options()), Catch::Contains("writable"));
  }
  fs::permissions(folder.path(), fs::perms{0700});
}

TEST_CASE("sqlite: in-memory stores share nothing and leave nothing behind",
          "[storage][open]") {
  auto one = must(open_sqlite({}));
  auto two = must(open_sqlite({}));
  session in_one{*one};
  session in_two{*two};

  in_one.user("ann");
  CHECK(in_two.ask(find_user_by_login{"ann"}).has_error());
  CHECK(one->engine() == "memory");
}

TEST_CASE("sqlite: the folder of a crashed in-memory store is swept away",
          "[storage][open]") {
  int pipe[2];
  REQUIRE(::pipe(pipe) == 0);
  const auto child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    auto scratch = sqlite::scratch_folder::create();
    const auto name = scratch ? scratch->path().string() : std::string{};
    const auto written = ::write(pipe[1], name.data(), name.size());
    ::_exit(written > 0 ? 0 : 1);  // runs no destructor
  }
  ::close(pipe[1]);
  char name[256] = {};
  REQUIRE(::read(pipe[0], name, sizeof name - 1) > 0);
  ::close(pipe[0]);
  REQUIRE(::waitpid(child, nullptr, 0) == child);
  REQUIRE(fs::exists(name));

  const auto ours = must(sqlite::scratch_folder::create());

  CHECK_FALSE(fs::exists(name));
  CHECK(fs::exists(ours.path()));
}

TEST_CASE("sqlite: a store is removed with its folders, unless a server has it",
          "[storage][open]") {
  temporary_folder folder;
  const auto uploads = folder.path() / "uploads";
  fs::create_directories(uploads / "aa");
  {
    auto opened = must(open_sqlite(folder.options()));
    session{*opened}.user("ann");
    CHECK(error_of(remove_sqlite(folder.file(), {uploads})) ==
          errc::storage_failed);
    CHECK(fs::exists(folder.file()));
    CHECK(fs::exists(uploads));
  }
  overwrite(folder.file(), 0, 4096);  // also when it cannot be opened

  must(remove_sqlite(folder.file(), {uploads}));

  for (const auto* part : {"", "-wal", "-shm"})
    CHECK_FALSE(fs::exists(folder.file().string() + part));
  CHECK_FALSE(fs::exists(uploads));
  auto anew = must(open_sqlite(folder.options()));
  session in{*anew};
  CHECK(error_of(in.ask(find_user_by_login{"ann"})) == errc::not_found);
}

TEST_CASE("sqlite: the file refuses to have its acts rewritten",
          "[storage][open]") {
  temporary_folder folder;
  auto opened = must(open_sqlite(folder.options()));
  session in{*opened};
  core::act act;
  act.what = "user.ban";
  act.at = core::now();
  must(in.apply(record_act{act}));
  auto db = must(sqlite::connection::open({folder.file(), {}},
                                          sqlite::access::read_write));

  CHECK(db.execute("UPDATE acts SET what = 'user.unban'").has_error());

  CHECK(must(in.ask(list_acts{})).items.front().what.what == "user.ban");
}

}  // namespace parley::storage::tests
