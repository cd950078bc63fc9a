#include "core/validation.hpp"

#include <catch2/catch.hpp>

#include "tests/result_printing.hpp"

using namespace parley::core;
using namespace std::string_literals;

namespace {

const std::string nul(1, '\0');

}  // namespace

TEST_CASE("username: plain names are taken", "[core][validation]") {
  auto name = GENERATE("ann"s, "Ann-Marie", "a.b_c", "007", "___x", "x--",
                       std::string(limits::username, 'a'));
  CAPTURE(name);

  CHECK(check_username(name));
}

TEST_CASE("username: others are refused", "[core][validation]") {
  auto name = GENERATE(""s, "ab", "...", "-_-", "a b", "ann@home", "ann\n",
                       "<b>", "j\xc3\xb6rg", "ann/..", "ann" + nul,
                       std::string(limits::username + 1, 'a'));
  CAPTURE(name);

  auto got = check_username(name);

  REQUIRE_FALSE(got);
  CHECK(got.error().code == errc::invalid_request);
  CHECK_THAT(std::string{got.error().message()}, Catch::Contains("username"));
}

TEST_CASE("avatar: what a browser can show is taken", "[core][validation]") {
  auto avatar = GENERATE(""s, "https://example.org/a.png?s=1", "/uploads/a.png",
                         "http://example.org");
  CAPTURE(avatar);

  CHECK(check_avatar(avatar));
}

TEST_CASE("avatar: what a browser would run is refused", "[core][validation]") {
  auto avatar = GENERATE(
      "javascript:alert(1)"s, "data:text/html,x", "//evil.example/a.png",
      "example.org/a.png", "https://example.org/\"onerror=", "/a b", "/a\nb",
      "/\\evil.example", "https://x/" + std::string(limits::avatar, 'a'));
  CAPTURE(avatar);

  CHECK_FALSE(check_avatar(avatar));
}

TEST_CASE("display name: text that can be shown", "[core][validation]") {
  CHECK(
      check_display_name("Ann M\xc3\xbcller-L\xc3\xbc"
                         "denscheidt"));
  auto bad = GENERATE(""s, " ", "\xc2\xa0", "a\nb", "a" + nul,
                      std::string(limits::display_name + 1, 'a'));
  CAPTURE(bad);

  CHECK_FALSE(check_display_name(bad));
}

TEST_CASE("email: plausible addresses are taken", "[core][validation]") {
  auto address = GENERATE("a@b"s, "ann@example.org", "a+b.c@sub.example.org",
                          "j\xc3\xb6rg@m\xc3\xbcnchen.de",
                          std::string(64, 'a') + "@example.org");
  CAPTURE(address);

  CHECK(check_email(address));
}

TEST_CASE("email: others are refused", "[core][validation]") {
  auto address = GENERATE(
      ""s, "ann", "@example.org", "ann@", "a@b@c", "a b@c", "a@b c", "a@b\n",
      "a@b\r\nBcc: x", "Ann <a@b>", "a,b@c", "a@b;c", "\"a\"@b", "a@b" + nul,
      std::string(65, 'a') + "@example.org", "a@" + std::string(253, 'b'));
  CAPTURE(address);

  auto got = check_email(address);

  REQUIRE_FALSE(got);
  CHECK(got.error().code == errc::invalid_request);
}

TEST_CASE("email: the longest address is taken", "[core][validation]") {
  CHECK(check_email("a@" + std::string(limits::email - 2, 'b')));
}

TEST_CASE("password: from 8 to 72 bytes of anything but NUL",
          "[core][validation]") {
  CHECK(check_password(std::string(8, 'x')));
  CHECK(check_password(std::string(72, 'x')));
  CHECK(check_password("\x01\xff spaces \xe2\x82\xac"));

  CHECK_FALSE(check_password(""));
  CHECK_FALSE(check_password(std::string(7, 'x')));
  CHECK_FALSE(check_password(std::string(73, 'x')));
  CHECK_FALSE(check_password("long enough" + nul + "hidden"));
}

TEST_CASE("password: its refusal does not repeat it", "[core][validation]") {
  auto secret = std::string(80, 'q');

  auto got = check_password(secret);

  REQUIRE_FALSE(got);
  CHECK_THAT(std::string{got.error().message()}, !Catch::Contains("qq"));
}

TEST_CASE("name: what people call groups and channels is taken",
          "[core][validation]") {
  auto name = GENERATE("a"s, "general", "Team \xf0\x9f\x9a\x80", "a  b",
                       std::string(limits::room_name, 'n'));
  CAPTURE(name);

  CHECK(check_name(name));
}

TEST_CASE("name: blank, ragged and invisible names are refused",
          "[core][validation]") {
  auto name = GENERATE(""s, " ", "   ", " a", "a ", "a\nb", "a\tb", "a\x7f",
                       "a" + nul, std::string(limits::room_name + 1, 'n'));
  CAPTURE(name);

  CHECK_FALSE(check_name(name));
}

TEST_CASE("content: up to its limit and not empty", "[core][validation]") {
  CHECK(check_content("x", 5));
  CHECK(check_content("12345", 5));

  auto empty = check_content("", 5);
  REQUIRE_FALSE(empty);
  CHECK(empty.error().code == errc::invalid_request);

  auto large = check_content("123456", 5);
  REQUIRE_FALSE(large);
  CHECK(large.error().code == errc::payload_too_large);
  CHECK_THAT(large.error().detail, Catch::Contains("5 bytes"));
}

TEST_CASE("content: blank is empty, but beside attachments",
          "[core][validation]") {
  for (auto text : {""s, " "s, " \t\n"s, "\xe3\x80\x80"s}) {
    CAPTURE(text);
    auto refused = check_content(text, 5);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == errc::invalid_request);
    CHECK(check_content(text, R"([{"url":"x"}])", 5));
  }
  auto large = check_content("      ", "[{}]", 5);
  REQUIRE_FALSE(large);
  CHECK(large.error().code == errc::payload_too_large);
}

TEST_CASE("blank: nothing but white space of any script",
          "[core][validation]") {
  auto text = GENERATE(""s, " ", " \t\r\n\v\f", "\xc2\xa0", "\xe3\x80\x80",
                       "\xe2\x80\x89 \xe2\x80\xa8", "\xef\xbb\xbf");
  CAPTURE(text);

  CHECK(is_blank(text));
  CHECK_FALSE(is_blank(text + "."));
  CHECK_FALSE(is_blank("." + text));
}

TEST_CASE("blank: what looks empty but is a character, is text",
          "[core][validation]") {
  auto text = GENERATE("\xe2\x80\x8b"s, "\xe2\x80\x8d", nul, "\xe2", "\xc2");
  CAPTURE(text);

  CHECK_FALSE(is_blank(text));
}

TEST_CASE("broadcast: an application's own event names are taken",
          "[core][validation]") {
  auto name = GENERATE("cursor"s, "game:move", "a.b-c_d", "typing2", "Message",
                       std::string(limits::event_name, 'e'));
  CAPTURE(name);

  CHECK(check_broadcast_name(name));
}

TEST_CASE("broadcast: malformed names are refused", "[core][validation]") {
  auto name = GENERATE(""s, "a b", "a\"b", "a\nb", "\xc3\xa9", "a" + nul,
                       std::string(limits::event_name + 1, 'e'));
  CAPTURE(name);

  auto got = check_broadcast_name(name);

  REQUIRE_FALSE(got);
  CHECK(got.error().code == errc::invalid_request);
}

TEST_CASE("client id: any but the server's own", "[core][validation]") {
  CHECK(check_client_id(""));
  CHECK(check_client_id("call-1"));
  CHECK(check_client_id(std::string(limits::client_id, 'x')));
  CHECK_FALSE(check_client_id(std::string(limits::client_id + 1, 'x')));
  CHECK_FALSE(check_client_id("server:1"));
}

TEST_CASE("broadcast: nobody imitates the server", "[core][validation]") {
  // Every server event of the protocol, and what Socket.IO reserves.
  auto name = GENERATE(
      as<std::string>{}, "authenticated", "token_expiring", "error",
      "user_joined", "user_left", "new_message", "message_updated",
      "message_deleted", "reaction", "pin", "read", "unread", "typing",
      "presence", "call_incoming", "call_ringing", "call_accepted",
      "call_rejected", "call_busy", "call_missed", "call_answered_elsewhere",
      "call_participants", "call_signal", "call_ended", "stream_start",
      "stream_chunk", "stream_complete", "stream_delta", "stream_stopped",
      "stream_failed", "message", "session_resolved", "server_draining",
      "room_removed", "joined", "group_member_joined", "group_member_left",
      "group_removed", "join_request_decided", "user_updated", "connect",
      "connect_error", "disconnect", "disconnecting", "newListener",
      "removeListener");
  CAPTURE(name);

  auto got = check_broadcast_name(name);

  REQUIRE_FALSE(got);
  CHECK(got.error().code == errc::forbidden);
}
