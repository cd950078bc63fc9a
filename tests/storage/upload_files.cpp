// The bytes of uploads on the disk: storage/uploads.

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <future>
#include <sstream>

#include "storage/uploads/draft.hpp"
#include "storage/uploads/media_types.hpp"
#include "storage/uploads/picture.hpp"
#include "storage/uploads/upload_folder.hpp"
#include "storage/uploads/worker_pool.hpp"
#include "tests/storage/store_fixture.hpp"

namespace parley::storage::tests {

using core::errc;
using uploads::draft;
using uploads::part;
using uploads::upload_folder;
namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

std::string text_of(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream{file}.rdbuf();
  return text.str();
}

void write(const fs::path& file, std::string_view text) {
  std::ofstream{file} << text;
}

std::size_t files_below(const fs::path& folder) {
  std::size_t count = 0;
  for (const auto& each : fs::recursive_directory_iterator{folder})
    count += each.is_regular_file();
  return count;
}

struct place {
  temporary_folder temporary;
  fs::path root = temporary.path() / "uploads";
  std::unique_ptr<upload_folder> folder = must(upload_folder::open(root));

  std::string read(core::upload_id id, part which = part::original) {
    char bytes[100];
    int fd = must(folder->read(id, which));
    auto size = ::read(fd, bytes, sizeof bytes);
    ::close(fd);
    return {bytes, static_cast<std::size_t>(size)};
  }
};

}  // namespace

TEST_CASE("uploads: a draft that is kept is whole and in its place",
          "[storage][uploads]") {
  place at;
  const auto id = core::upload_id::make();
  {
    auto made = must(draft::begin(*at.folder));
    must(made->write("hello "));
    must(made->write("world"));
    must(made->finish());
    CHECK(made->bytes() == 11);
    CHECK(made->sha256().substr(0, 4) == "\xb9\x4d\x27\xb9");
    write(made->thumbnail_path(), "small");
    CHECK(must(made->sync_thumbnail()) == 5);
    must(made->keep_as(id, true));
  }

  CHECK(at.read(id) == "hello world");
  CHECK(at.read(id, part::thumbnail) == "small");
  CHECK(files_below(at.root) == 2);
  at.folder->remove(id);
  CHECK(files_below(at.root) == 0);
  CHECK(error_of(at.folder->read(id, part::original)) == errc::gone);
}

TEST_CASE("uploads: nothing stays of a draft that is dropped",
          "[storage][uploads]") {
  place at;
  {
    auto made = must(draft::begin(*at.folder));
    must(made->write("half"));
    write(made->thumbnail_path(), "x");
    write(made->better_path(), "x");
    CHECK(files_below(at.root) == 3);
  }

  CHECK(files_below(at.root) == 0);
}

TEST_CASE("uploads: a better version takes the draft's place",
          "[storage][uploads]") {
  place at;
  auto made = must(draft::begin(*at.folder));
  must(made->write("with secrets"));
  must(made->finish());
  write(made->better_path(), "hello world");

  must(made->replace_by_better());

  CHECK(made->bytes() == 11);
  CHECK(made->sha256().substr(0, 4) == "\xb9\x4d\x27\xb9");
  CHECK(text_of(made->path()) == "hello world");
}

TEST_CASE("uploads: the drafts of a process that crashed go at the next start",
          "[storage][uploads]") {
  place at;
  const auto left = at.folder->draft_path();
  write(left, "left over");

  must(upload_folder::open(at.root));

  CHECK_FALSE(fs::exists(left));
}

TEST_CASE("uploads: the folder is for its owner only", "[storage][uploads]") {
  place at;
  CHECK(fs::status(at.root).permissions() == fs::perms::owner_all);
}

TEST_CASE("uploads: files are listed by shard once they are old enough",
          "[storage][uploads]") {
  place at;
  const auto id = core::upload_id::make();
  auto made = must(draft::begin(*at.folder));
  must(made->write("x"));
  must(made->finish());
  write(made->thumbnail_path(), "x");
  must(made->keep_as(id, true));

  std::vector<core::upload_id> young;
  std::vector<core::upload_id> old;
  for (unsigned shard = 0; shard < upload_folder::shards; ++shard) {
    for (const auto& each : at.folder->list(shard, 1h)) young.push_back(each);
    for (const auto& each : at.folder->list(shard, -1s)) old.push_back(each);
  }

  CHECK(young.empty());
  CHECK(std::ranges::count(old, id) == std::ssize(old));
  CHECK(old.size() >= 1);
}

TEST_CASE("uploads: a folder in memory goes with its last holder",
          "[storage][uploads]") {
  fs::path draft_folder;
  {
    auto folder = must(uploads::open_scratch_uploads());
    draft_folder = folder->draft_path().parent_path();
    CHECK(fs::exists(draft_folder));
  }
  CHECK_FALSE(fs::exists(draft_folder.parent_path()));
}

TEST_CASE("uploads: a type is told by what a file holds",
          "[storage][uploads]") {
  temporary_folder folder;
  auto [name, text, type] =
      GENERATE(table<std::string, std::string, std::string>(
          {{"a.png", "hello, this is text", "text/plain"},
           {"b.txt", "<!DOCTYPE html><html><body>x", "text/html"},
           {"c.jpg", "%PDF-1.4\n1 0 obj\n", "application/pdf"},
           {"d.txt", "GIF89a\x01\x01\x01\x01", "image/gif"},
           {"e", "\x01\x02\x03\xff\xfe\x90", "application/octet-stream"}}));
  const auto file = folder.path() / name;
  write(file, text);

  CHECK(must(uploads::sniff_type(file.string())) == type);
}

TEST_CASE("uploads: patterns list types", "[storage][uploads]") {
  const std::vector<std::string> list{"image/*", "text/plain",
                                      "application/vnd.*"};
  CHECK(uploads::is_listed("image/png", list));
  CHECK(uploads::is_listed("text/plain", list));
  CHECK(uploads::is_listed("application/vnd.oasis", list));
  CHECK_FALSE(uploads::is_listed("text/html", list));
  CHECK_FALSE(uploads::is_listed("imagex/png", list));
  CHECK_FALSE(uploads::is_listed("text/plainer", list));
  CHECK_FALSE(uploads::is_listed("image/png", {}));

  const auto& usual = uploads::usual_types();
  for (auto type : {"text/html", "image/svg+xml", "application/zip",
                    "application/octet-stream"})
    CHECK(uploads::is_listed(type, usual));
  for (auto type : {"application/x-executable", "application/x-sharedlib",
                    "application/x-pie-executable", "application/x-mach-binary",
                    "application/x-dosexec", "application/java-archive",
                    "application/vnd.microsoft.portable-executable"})
    CHECK_FALSE(uploads::is_listed(type, usual));
}

TEST_CASE("uploads: what could run is not inert", "[storage][uploads]") {
  for (auto type : {"text/html", "image/svg+xml", "text/xml", "text/plain",
                    "application/pdf", "application/xhtml+xml",
                    "application/javascript", "", "image/svg"})
    CHECK_FALSE(uploads::is_inert(type));
  for (auto type : {"image/png", "image/jpeg", "video/mp4", "audio/mpeg"})
    CHECK(uploads::is_inert(type));
}

TEST_CASE("uploads: workers do what was accepted and refuse the rest",
          "[storage][uploads]") {
  std::atomic<int> done{0};
  std::promise<void> gate;
  std::promise<void> begun;
  auto opened = gate.get_future().share();
  {
    uploads::worker_pool pool{1, 2};
    CHECK(pool.post([&] {
      begun.set_value();
      opened.wait();
      ++done;
    }));
    begun.get_future().wait();
    CHECK(pool.post([&] { ++done; }));
    CHECK(pool.post([&] { ++done; }));
    CHECK_FALSE(pool.post([&] { ++done; }));
    gate.set_value();
    while (done < 3) std::this_thread::yield();
  }
}

TEST_CASE("uploads: workers take turns by user", "[storage][uploads]") {
  std::string done;
  std::promise<void> gate;
  auto opened = gate.get_future().share();
  std::promise<void> last;
  uploads::worker_pool pool{1, 100};
  const auto ann = core::user_id::make();
  CHECK(pool.post([&] { opened.wait(); }));
  for (int i = 0; i < 4; ++i) CHECK(pool.post([&] { done += 'a'; }, ann));
  CHECK(pool.post([&] { done += 'b'; }, core::user_id::make()));
  CHECK(pool.post(
      [&] {
        done += 'a';
        last.set_value();
      },
      ann));
  gate.set_value();
  last.get_future().wait();

  CHECK(done == "abaaaa");
}

TEST_CASE("uploads: workers that are stopped only tidy up",
          "[storage][uploads]") {
  std::atomic<int> ran{0};
  std::atomic<int> tidied{0};
  std::promise<void> gate;
  std::promise<void> begun;
  uploads::worker_pool pool{1, 100};
  auto held = std::make_shared<int>();
  CHECK(pool.post([&] {
    begun.set_value();
    gate.get_future().wait();
    ++ran;
  }));
  begun.get_future().wait();
  CHECK(pool.post([&ran, held] { ++ran; }));
  pool.post_tidying([&] { ++tidied; });
  std::thread stopping{[&] { pool.stop(); }};
  while (held.use_count() > 1) std::this_thread::yield();
  gate.set_value();
  stopping.join();

  CHECK(ran == 1);
  CHECK(tidied == 1);
  CHECK_FALSE(pool.post([&] { ++ran; }));
  pool.post_tidying([&] { ++tidied; });
  CHECK(tidied == 2);
}

TEST_CASE("uploads: a picture reader that is not there is a failure of ours",
          "[storage][uploads]") {
  temporary_folder folder;
  const auto file = (folder.path() / "x").string();
  write(file, "x");
  const uploads::picture_reader none{"/no/such/program", {}};
  const uploads::picture_reader wrong{"/bin/false", {}};
  const uploads::picture_reader chatty{"/usr/bin/yes", {}};
  using enum uploads::picture_reader::purpose;

  CHECK(error_of(none.look(file, avatar)) == errc::unavailable);
  CHECK(error_of(wrong.look(file, avatar)) == errc::invalid_request);
  CHECK(error_of(chatty.look(file, avatar)) == errc::invalid_request);
}

TEST_CASE("uploads: a picture that takes too long is given up",
          "[storage][uploads]") {
  temporary_folder folder;
  const auto slow = (folder.path() / "slow").string();
  write(slow, "#!/bin/sh\nexec sleep 1000\n");
  fs::permissions(slow, fs::perms::owner_all);
  using enum uploads::picture_reader::purpose;
  uploads::picture_reader impatient{slow, {.time = 50ms}};
  uploads::picture_reader stopped{slow, {}};

  CHECK(error_of(impatient.look("x", avatar)) == errc::invalid_request);
  auto waiting =
      std::async(std::launch::async, [&] { return stopped.look("x", avatar); });
  stopped.stop();
  CHECK(waiting.get().has_error());
  CHECK(error_of(stopped.look("x", avatar)) == errc::draining);
}

}  // namespace parley::storage::tests
