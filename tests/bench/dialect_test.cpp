#include "bench/tester/dialects/dialect.hpp"

#include <catch2/catch.hpp>

using namespace parley::bench;

namespace {

const seat member{"r1", "token", false};

}  // namespace

TEST_CASE("parley dialect: a connection is ready when its join is answered",
          "[bench]") {
  auto speech = make_dialect(dialect_kind::parley);
  std::string out;

  CHECK(speech->target(member) == "/ws?token=token");
  CHECK(speech->upgraded(member, out) == setup::going_on);
  CHECK(out.empty());
  CHECK(speech->setup_text(member, R"({"event":"authenticated","data":{}})",
                           out) == setup::going_on);
  CHECK_FALSE(out.empty());
  CHECK(speech->setup_text(member, R"({"event":"presence","data":{}})", out) ==
        setup::going_on);
  CHECK(speech->setup_text(member, R"({"ack":1,"data":{"seq":4}})", out) ==
        setup::ready);
}

TEST_CASE("parley dialect: a refused join is a refusal", "[bench]") {
  auto speech = make_dialect(dialect_kind::parley);
  std::string out;

  CHECK(speech->setup_text(
            member, R"({"ack":1,"data":{"ok":false,"error":{"code":"X"}}})",
            out) == setup::refused);
  CHECK(speech->setup_text(member, R"({"event":"error","data":{}})", out) ==
        setup::refused);
}

TEST_CASE("socketio dialect: opens, connects, joins", "[bench]") {
  auto speech = make_dialect(dialect_kind::socketio);
  std::string out;

  CHECK(speech->setup_text(member, R"(0{"sid":"a"})", out) == setup::going_on);
  auto opened = out.size();
  CHECK(opened > 0);
  CHECK(speech->setup_text(member, R"(40{"sid":"b"})", out) == setup::going_on);
  CHECK(out.size() > opened);
  CHECK(speech->setup_text(member, "430[]", out) == setup::ready);
  CHECK(speech->setup_text(member, R"(44{"message":"no"})", out) ==
        setup::refused);
}

TEST_CASE("socketio dialect: a ping is answered", "[bench]") {
  auto speech = make_dialect(dialect_kind::socketio);
  std::string out;

  speech->other_text(R"(42["other"])", out);
  CHECK(out.empty());
  speech->other_text("2", out);
  CHECK_FALSE(out.empty());
}

TEST_CASE("nchan dialect: publishers have their own path", "[bench]") {
  auto speech = make_dialect(dialect_kind::nchan);

  CHECK(speech->needs_publishers());
  CHECK(speech->target(member) == "/sub/r1");
  CHECK(speech->target({"r1", {}, true}) == "/pub/r1");
}

TEST_CASE("dialects: the relayed object has the size that was asked for",
          "[bench]") {
  outgoing message{first_number, 1'700'000'000'000'000, "xxxx", {}};
  std::string body = "{";
  append_body(body, message);
  body += '}';

  CHECK(body.size() == smallest_payload + 4);
}
