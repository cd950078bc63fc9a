#include "net/socket/outbox.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <stdexcept>

using namespace parley;
using namespace parley::net;
using actors::service_class;

namespace {

constexpr std::size_t generous = 1 << 20;

/// An outbox at a socket whose other end a test reads when it likes.
struct desk {
  desk() {
    int pair[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair) != 0)
      throw std::runtime_error("socketpair");
    ours = pair[0];
    theirs = pair[1];
  }
  ~desk() {
    ::close(ours);
    if (theirs >= 0) ::close(theirs);
  }

  frame_ptr make(std::string bytes, service_class of = service_class::ordered,
                 std::uint64_t key = 0) {
    auto made = std::make_shared<frame>();
    made->bytes = std::move(bytes);
    made->service = of;
    made->key = key;
    return made;
  }
  /// Pushes a frame that the turn keeps alive.
  void push(frame_ptr f) {
    turn.push_back(f);
    box.push(turn.back().get());
  }
  void push(const std::string& bytes) { push(make(bytes)); }

  /// Ends the turn: flushes, then lets go of the frames.
  flush_result flush(std::size_t budget = generous) {
    flush_scratch scratch;
    auto result = box.flush(ours, scratch, budget, metrics);
    turn.clear();
    return result;
  }
  flush_result resume() { return box.resume(ours, metrics); }

  std::string read() {
    std::string all;
    char buffer[4096];
    for (;;) {
      auto got = ::read(theirs, buffer, sizeof buffer);
      if (got <= 0) return all;
      all.append(buffer, static_cast<std::size_t>(got));
    }
  }
  /// Reads and resumes in turns until nothing is left to send.
  std::string read_all() {
    auto all = read();
    while (box.blocked()) {
      if (resume() == flush_result::failed) break;
      all += read();
    }
    return all;
  }
  /// Fills the kernel's buffer so that what follows is kept; returns what was
  /// sent and kept for that.
  std::string block() {
    std::string filler(400'000, '#');
    push(filler);
    if (flush(4 * generous) != flush_result::blocked)
      throw std::runtime_error("the socket took it all");
    return filler;
  }

  int ours = -1;
  int theirs = -1;
  outbox box;
  core::server_metrics metrics;
  std::vector<frame_ptr> turn;
};

}  // namespace

TEST_CASE("outbox: everything of a turn leaves at once, in order",
          "[net][edge][outbox]") {
  desk at;
  for (auto text : {"one ", "two ", "three"}) at.push(text);

  CHECK(at.flush() == flush_result::sent);

  CHECK(at.read() == "one two three");
  CHECK(at.box.empty());
  CHECK(at.metrics.bytes_out.value() == 13);
  CHECK(at.metrics.outbox_bytes.value() == 0);
}

TEST_CASE("outbox: a flush of nothing sends nothing", "[net][edge][outbox]") {
  desk at;

  CHECK(at.flush() == flush_result::sent);
  CHECK(at.read().empty());
}

TEST_CASE("outbox: two sockets with the same frames share the work",
          "[net][edge][outbox]") {
  desk one;
  desk two;
  flush_scratch scratch;
  auto shared = one.make("to everybody ");
  auto own = one.make("to you");
  one.box.push(shared.get());
  two.box.push(shared.get());
  two.box.push(own.get());

  one.box.flush(one.ours, scratch, generous, one.metrics);
  two.box.flush(two.ours, scratch, generous, two.metrics);

  CHECK(one.read() == "to everybody ");
  CHECK(two.read() == "to everybody to you");
}

TEST_CASE("outbox: what the kernel does not take follows, byte for byte",
          "[net][edge][outbox]") {
  desk at;
  std::string expected;
  for (int i = 0; i < 300; ++i) {
    auto text = std::to_string(i) + std::string(3000, static_cast<char>(i));
    expected += text;
    at.push(text);
  }

  CHECK(at.flush() == flush_result::blocked);
  CHECK(at.box.backlog_bytes() > 0);
  CHECK(at.metrics.outbox_bytes.value() ==
        static_cast<std::int64_t>(at.box.backlog_bytes()));

  CHECK(at.read_all() == expected);
  CHECK(at.box.empty());
  CHECK(at.metrics.outbox_bytes.value() == 0);
  CHECK(at.metrics.bytes_out.value() == expected.size());
}

TEST_CASE("outbox: what is pushed while it is blocked comes behind",
          "[net][edge][outbox]") {
  desk at;
  auto expected = at.block();
  for (int turn = 0; turn < 20; ++turn) {
    auto text = "turn " + std::to_string(turn) + ' ';
    expected += text;
    at.push(text);
    CHECK(at.flush() == flush_result::blocked);
  }

  CHECK(at.read_all() == expected);
}

TEST_CASE("outbox: more kept frames than one system call takes come in order",
          "[net][edge][outbox]") {
  desk at;
  auto expected = at.block();
  for (int i = 0; i < 500; ++i) {
    auto text = std::to_string(i) + ',';
    expected += text;
    at.push(text);
  }
  at.flush();

  CHECK(at.read_all() == expected);
}

TEST_CASE("outbox: frames that are kept outlive their turn",
          "[net][edge][outbox]") {
  desk at;
  at.block();
  std::weak_ptr<const frame> watched;
  {
    auto kept = at.make("kept");
    watched = kept;
    at.push(std::move(kept));
  }
  at.flush();
  CHECK_FALSE(watched.expired());

  at.read_all();

  CHECK(watched.expired());
}

TEST_CASE("outbox: of a latest-wins key only the newest waits",
          "[net][edge][outbox]") {
  desk at;
  auto expected = at.block();
  for (auto text : {"typing1 ", "typing2 ", "typing3 "})
    at.push(at.make(text, service_class::latest_wins, 7));
  at.push(at.make("other ", service_class::latest_wins, 8));
  at.flush();

  CHECK(at.read_all() == expected + "typing3 other ");
  CHECK(at.metrics.shed.value() == 2);
  CHECK(at.metrics.outbox_bytes.value() == 0);
}

TEST_CASE("outbox: a latest-wins frame that has begun is not replaced",
          "[net][edge][outbox]") {
  desk at;
  auto large = std::string(400'000, 'L');
  at.push(at.make(large, service_class::latest_wins, 7));
  REQUIRE(at.flush() == flush_result::blocked);
  at.push(at.make("newer", service_class::latest_wins, 7));
  at.flush();

  CHECK(at.read_all() == large + "newer");
}

TEST_CASE("outbox: a reader that keeps up sees every latest-wins frame",
          "[net][edge][outbox]") {
  desk at;
  for (auto text : {"a", "b", "c"})
    at.push(at.make(text, service_class::latest_wins, 7));

  at.flush();

  CHECK(at.read() == "abc");
}

TEST_CASE("outbox: over budget the cheap classes go first, streams before all",
          "[net][edge][outbox]") {
  desk at;
  auto expected = at.block();
  auto base = at.box.backlog_bytes();
  at.push(at.make(std::string(1000, 's'), service_class::stream));
  at.push(at.make(std::string(1000, 't'), service_class::latest_wins, 1));
  at.push(at.make(std::string(1000, 'm'), service_class::ordered));
  at.push(at.make(std::string(1000, 'c'), service_class::control));

  CHECK(at.flush(base + 3500) == flush_result::blocked);  // streams suffice
  CHECK(at.box.backlog_bytes() == base + 3000);
  CHECK(at.metrics.shed.value() == 1);
  at.push(at.make("x"));
  CHECK(at.flush(base + 2500) == flush_result::blocked);
  CHECK(at.metrics.shed.value() == 2);

  CHECK(at.read_all() ==
        expected + std::string(1000, 'm') + std::string(1000, 'c') + "x");
}

TEST_CASE("outbox: what must not be shed is over budget",
          "[net][edge][outbox]") {
  desk at;
  at.block();
  auto base = at.box.backlog_bytes();
  at.push(std::string(1000, 'm'));
  at.push(at.make(std::string(1000, 'c'), service_class::control));

  CHECK(at.flush(base + 1500) == flush_result::over);
  CHECK(at.metrics.shed.value() == 0);
}

TEST_CASE("outbox: abandoning keeps the frame that has begun, and a farewell",
          "[net][edge][outbox]") {
  desk at;
  auto begun = at.block();
  at.push("never seen");
  at.flush();
  at.push("nor this");

  at.box.abandon(at.metrics);
  at.push("farewell");
  at.flush();

  CHECK(at.read_all() == begun + "farewell");
  CHECK(at.metrics.outbox_bytes.value() == 0);
}

TEST_CASE("outbox: abandoning between two frames leaves none",
          "[net][edge][outbox]") {
  desk at;
  auto first = at.block();
  at.push("second");
  at.flush();
  // Read exactly the first: the second has not begun.
  while (at.box.backlog_bytes() > 6 && at.resume() != flush_result::failed) {
    at.read();
  }

  if (at.box.blocked()) at.box.abandon(at.metrics);

  CHECK(at.box.empty());
  CHECK(at.metrics.outbox_bytes.value() == 0);
}

TEST_CASE("outbox: discarding leaves nothing, whatever has begun",
          "[net][edge][outbox]") {
  desk at;
  at.block();
  at.push("more");
  at.flush();
  at.push("and more");

  at.box.discard(at.metrics);

  CHECK(at.box.empty());
  CHECK(at.metrics.outbox_bytes.value() == 0);
}

TEST_CASE("outbox: a socket whose peer is gone is told as failed",
          "[net][edge][outbox]") {
  desk at;
  ::close(at.theirs);
  at.theirs = -1;
  at.push("hello?");

  CHECK(at.flush() == flush_result::failed);
}

TEST_CASE("outbox: a peer that goes while it is blocked is told as failed",
          "[net][edge][outbox]") {
  desk at;
  at.block();
  ::close(at.theirs);
  at.theirs = -1;

  CHECK(at.resume() == flush_result::failed);
}
