#include "actors/identity/mailer.hpp"

#include <catch2/catch.hpp>

#include "actors/identity/mailed_token.hpp"
#include "tests/actors/support/stage.hpp"

using namespace parley;
using namespace parley::actors;
using namespace parley::actors::testing;
using namespace std::chrono_literals;

namespace {

/// A mailer whose server does what the test says.
struct post_office : stage {
  std::vector<mail> tried;
  smtp_client::outcome outcome{true, false, {}};
  std::shared_ptr<core::admission> door = std::make_shared<core::admission>(10);
  caf::actor desk = spawn(mailer, deliver_function{[this](const mail& what) {
                            tried.push_back(what);
                            return outcome;
                          }},
                          door);

  void hand_in(const mail& what) {
    door->enter();
    send(desk, send_mail{what});
  }
};

const mail letter{"ann@example.org", "Hello", "text"};

}  // namespace

TEST_CASE("mailer: passwords leave this machine over TLS only",
          "[actors][mailer]") {
  for (auto near : {"127.0.0.1:25", "127.9.9.9", "localhost", "localhost:587/x",
                    "[::1]:25", "[::1]"})
    CHECK_FALSE(needs_tls("smtp://user:word@" + std::string{near}));
  for (auto far :
       {"localhost.example.com", "127.example", "127.0.0.1.example:25",
        "mail.example#@localhost", "mail.example?@localhost", "[::2]:25",
        "localhosts", "128.0.0.1"})
    CHECK(needs_tls("smtp://user:word@" + std::string{far}));
  CHECK_FALSE(needs_tls("smtp://mail.example"));
}

TEST_CASE("mailer: a mail is delivered once", "[actors][mailer]") {
  post_office at;
  at.hand_in(letter);
  at.pass(10min);

  CHECK(at.tried.size() == 1);
  CHECK(at.door->inside() == 0);
}

TEST_CASE("mailer: a server that is down is tried four times",
          "[actors][mailer]") {
  post_office at;
  at.outcome = {false, true, "down"};
  at.hand_in(letter);
  CHECK(at.tried.size() == 1);
  CHECK(at.door->inside() == 1);

  at.pass(10min);

  CHECK(at.tried.size() == 4);
  CHECK(at.door->inside() == 0);
}

TEST_CASE("mailer: a server that comes back gets the mail",
          "[actors][mailer]") {
  post_office at;
  at.outcome = {false, true, "down"};
  at.hand_in(letter);
  at.outcome = {true, false, {}};
  at.pass(10min);

  CHECK(at.tried.size() == 2);
  CHECK(at.door->inside() == 0);
}

TEST_CASE("mailer: what is refused for good is not tried again",
          "[actors][mailer]") {
  post_office at;
  at.outcome = {false, false, "no such mailbox"};
  at.hand_in(letter);
  at.pass(10min);

  CHECK(at.tried.size() == 1);
  CHECK(at.door->inside() == 0);
}

TEST_CASE("mail: text cannot end the mail or add a header", "[actors][mail]") {
  mail odd{"ann@example.org", "a\r\nBcc: all@example.org", "x\r\n.\r\nQUIT"};

  auto text = as_internet_message(odd, "Chat <no-reply@chat.example>", {}, "1");

  CHECK_THAT(text, !Catch::Contains("Bcc") && !Catch::Contains("QUIT"));
  CHECK_THAT(text, Catch::Contains("To: <ann@example.org>\r\n") &&
                       Catch::Contains("From: Chat <no-reply@chat.example>") &&
                       Catch::Contains("Message-ID: <1@chat.example>") &&
                       Catch::Contains("Thu, 01 Jan 1970 00:00:00 +0000"));
}

TEST_CASE("mail: a token is linked to the front end that there is",
          "[actors][mail]") {
  core::user ann;
  ann.username = "ann";
  ann.email = "ann@example.org";
  auto linked = letter_for(ann, storage::token_purpose::reset_password, "T0",
                           "https://chat.example");
  auto bare = letter_for(ann, storage::token_purpose::verify_email, "T0", {});

  CHECK_THAT(linked.text,
             Catch::Contains("https://chat.example/reset-password?token=T0"));
  CHECK_THAT(bare.text,
             Catch::Contains("\n  T0\n") && !Catch::Contains("http"));
}
