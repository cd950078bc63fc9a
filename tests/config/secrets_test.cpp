#include "config/secrets.hpp"

#include <sys/stat.h>

#include <barrier>
#include <catch2/catch.hpp>
#include <fstream>
#include <set>
#include <thread>

#include "tests/config/temporary_folder.hpp"

using namespace parley::config;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

constexpr auto strong =
    "5f2c0e9a7b1d43868e5a0c7d9b3f61247c8e1a5d90b24f6387ce1b0a4d95f3e2";

struct fixture {
  temporary_folder folder;
  settings from;

  fixture() { from.data = folder.path() / "data"; }

  fs::path file() const { return from.data / "secrets"; }
  void in_production() { from.app_env = environment::production; }
  void keep(std::string_view text) {
    fs::create_directories(from.data);
    std::ofstream{file()} << text;
    fs::permissions(file(), fs::perms{0600});
  }

  keyring good() {
    auto result = open_keyring(from);
    INFO((result ? "" : result.error().detail));
    REQUIRE(result.has_value());
    return *result;
  }
  std::string bad() {
    auto result = open_keyring(from);
    REQUIRE_FALSE(result.has_value());
    return result.error().detail;
  }
  fs::perms mode() const { return fs::status(file()).permissions(); }
};

}  // namespace

TEST_CASE_METHOD(fixture, "secrets: a strong JWT_SECRET is used as it is",
                 "[config][secrets]") {
  in_production();
  from.jwt_secret = strong;

  auto keys = good();

  CHECK(keys.access_tokens == strong);
  CHECK(keys.warnings.empty());
  CHECK_FALSE(fs::exists(file()));
}

TEST_CASE_METHOD(fixture,
                 "secrets: production does not start without a strong "
                 "secret and says what to do",
                 "[config][secrets]") {
  in_production();
  CHECK_THAT(bad(), Contains("JWT_SECRET is not set") &&
                        Contains("openssl rand -hex 32"));
  CHECK_FALSE(fs::exists(file()));

  from.jwt_secret = "hunter2hunter3";
  CHECK_THAT(bad(), Contains("shorter than 32 bytes") &&
                        Contains("openssl rand -hex 32") &&
                        !Contains("hunter2"));
}

TEST_CASE_METHOD(fixture, "secrets: development warns about a weak secret",
                 "[config][secrets]") {
  from.jwt_secret = "changeme";

  auto keys = good();

  CHECK(keys.access_tokens == "changeme");
  REQUIRE(keys.warnings.size() == 1);
  CHECK_THAT(keys.warnings[0], Contains("openssl rand -hex 32"));
}

TEST_CASE("secrets: guessable secrets are recognised", "[config][secrets]") {
  for (auto weak : {"", "0123456789abcdef0123456789abcde",
                    "your-secret-key-here-your-secret-key-here",
                    "Your_Super_Secret_JWT_Key_Change_In_Production",
                    "please-changeme-5f2c0e9a7b1d43868e5a0c7d9b3f6124",
                    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                    "abababababababababababababababababababab",
                    "5f2c0e9a7b1d5f2c0e9a7b1d5f2c0e9a7b1d5f2c",
                    "0123456789abcdefghijklmnopqrstuvwxyz",
                    "1111111222222333333344444445555555666666"}) {
    INFO(weak);
    CHECK_FALSE(weakness_of(weak).empty());
  }
}

TEST_CASE("secrets: what random generators make is accepted",
          "[config][secrets]") {
  for (auto fine : {strong, "9f86d081884c7d659a2feaa0c55ad015",
                    "qL9vF3x+TzR0b7Kp2sYw8NcJ4mHd6EgU1aVoXiZtBfk=",
                    "correct horse battery staple orbit lamp"}) {
    INFO(fine);
    CHECK(weakness_of(fine) == "");
  }
}

TEST_CASE_METHOD(fixture,
                 "secrets: development makes a secret once and keeps "
                 "it to its owner",
                 "[config][secrets]") {
  auto old_mask = umask(0);
  auto first = good();
  umask(old_mask);

  CHECK(weakness_of(first.access_tokens) == "");
  CHECK(mode() == fs::perms{0600});
  CHECK(good().access_tokens == first.access_tokens);
  CHECK(good().warnings.empty());

  fixture elsewhere;
  CHECK(elsewhere.good().access_tokens != first.access_tokens);
}

TEST_CASE_METHOD(fixture, "secrets: first starts at the same time agree",
                 "[config][secrets]") {
  constexpr std::size_t starts = 16;
  std::vector<std::string> seen(starts);
  std::barrier together{static_cast<std::ptrdiff_t>(starts)};
  std::vector<std::jthread> threads;
  for (auto& secret : seen)
    threads.emplace_back([&] {
      together.arrive_and_wait();
      if (auto keys = open_keyring(from)) secret = keys->access_tokens;
    });
  threads.clear();

  CHECK(std::set<std::string>(seen.begin(), seen.end()).size() == 1);
  CHECK_FALSE(seen[0].empty());
  CHECK(std::distance(fs::directory_iterator{from.data}, {}) == 1);
}

TEST_CASE_METHOD(fixture,
                 "secrets: a file that others may read is closed, "
                 "with a warning",
                 "[config][secrets]") {
  auto secret = good().access_tokens;
  fs::permissions(file(), fs::perms{0644});

  auto keys = good();

  CHECK(keys.access_tokens == secret);
  CHECK(mode() == fs::perms{0600});
  REQUIRE(keys.warnings.size() == 1);
  CHECK_THAT(keys.warnings[0],
             Contains("could be read by others") && !Contains(secret));
}

TEST_CASE_METHOD(fixture, "secrets: a damaged file is told, never replaced",
                 "[config][secrets]") {
  for (auto text : {"", "JWT_SECRET=\n", "JWT_SECRET=5f2c\n", "\x01\x02"}) {
    keep(text);
    CHECK_THAT(bad(), Contains("holds no usable JWT_SECRET"));
  }
  keep("JWT_SECRET=" + std::string{strong} + "\n");
  CHECK(good().access_tokens == strong);
}

TEST_CASE_METHOD(fixture,
                 "secrets: a link or folder in the file's place is "
                 "refused",
                 "[config][secrets]") {
  fs::create_directories(from.data);
  folder.write("elsewhere", "JWT_SECRET=" + std::string{strong});
  fs::create_symlink(folder.path() / "elsewhere", file());
  CHECK_THAT(bad(), Contains("cannot be opened"));

  fs::remove(file());
  fs::create_directory(file());
  CHECK_THAT(bad(), Contains("is not a plain file"));
}

TEST_CASE_METHOD(fixture, "secrets: a folder that cannot be made is told",
                 "[config][secrets]") {
  folder.write("data", "a file where the folder should be");

  CHECK_THAT(bad(), Contains("data"));
}

TEST_CASE("secrets: derived keys are HKDF-SHA256 with the label as info",
          "[config][secrets]") {
  // openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt key:correct
  //   -kdfopt salt:parley -kdfopt "info:refresh tokens" HKDF
  const std::string expected{
      "\x01\x97\x81\xB8\xF8\xE9\xD0\x23\x35\x46\xD7\x17\x63\xA3\xEE\x25"
      "\xAA\xA2\xC9\xDB\x01\x48\x53\x11\x74\xBD\xA9\x6D\xD0\xC7\xBD\x47"};

  CHECK(derive_key("correct", "refresh tokens") == expected);
  CHECK(derive_key("correct", "other") != expected);
}

TEST_CASE_METHOD(fixture, "secrets: refresh tokens have a key of their own",
                 "[config][secrets]") {
  from.jwt_secret = strong;

  auto keys = good();

  CHECK(keys.refresh_tokens == derive_key(strong, "refresh tokens"));
  CHECK(keys.refresh_tokens != keys.access_tokens);
}
