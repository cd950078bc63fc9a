#include "bench/floor/loopback_peer.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string>

#include "bench/tester/run_error.hpp"

namespace parley::bench {

namespace {

[[noreturn]] void fail(const char* what) {
  throw run_error(std::string{what} + ": " + std::strerror(errno));
}

int listen_on_loopback(sockaddr_in& address) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) fail("socket");
  address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(fd, generic, size) != 0 || listen(fd, 4096) != 0 ||
      getsockname(fd, generic, &size) != 0)
    fail("listen");
  return fd;
}

/// Connects all sockets and watches them.
int connect_all(const sockaddr_in& address, unsigned connections) {
  int epoll = epoll_create1(0);
  if (epoll < 0) fail("epoll_create1");
  for (unsigned i = 0; i < connections; ++i) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0) fail("socket");
    if (connect(fd, reinterpret_cast<const sockaddr*>(&address),
                sizeof address) != 0)
      fail("connect");
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0) fail("epoll_ctl");
  }
  return epoll;
}

/// The child: reads until a connection ends.
void read_rounds(int epoll, std::size_t bytes_per_round, int finished_rounds) {
  std::array<epoll_event, 512> events;
  std::array<char, 64 << 10> buffer;
  std::size_t got = 0;
  for (;;) {
    int count = epoll_wait(epoll, events.data(), events.size(), -1);
    for (int i = 0; i < count; ++i) {
      auto n = recv(events[static_cast<std::size_t>(i)].data.fd, buffer.data(),
                    buffer.size(), MSG_DONTWAIT);
      if (n <= 0) return;
      got += static_cast<std::size_t>(n);
    }
    if (got < bytes_per_round) continue;
    got -= bytes_per_round;
    if (write(finished_rounds, "", 1) != 1) return;
  }
}

}  // namespace

loopback_peer::loopback_peer(unsigned connections, std::size_t round_bytes) {
  sockaddr_in address;
  int listener = listen_on_loopback(address);
  int ends[2];
  if (pipe(ends) != 0) fail("pipe");
  child_ = fork();
  if (child_ < 0) fail("fork");
  if (child_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    try {
      read_rounds(connect_all(address, connections), connections * round_bytes,
                  ends[1]);
    } catch (const run_error& e) {
      std::fprintf(stderr, "reader: %s\n", e.what());
    }
    _exit(0);
  }
  close(ends[1]);
  finished_rounds_ = ends[0];
  for (unsigned i = 0; i < connections; ++i) {
    int fd = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) fail("accept");
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockets_.push_back(fd);
  }
  close(listener);
}

loopback_peer::~loopback_peer() {
  for (int fd : sockets_) close(fd);
  close(finished_rounds_);
  kill(child_, SIGKILL);
  waitpid(child_, nullptr, 0);
}

void loopback_peer::send_to_all(std::string_view bytes) {
  for (int fd : sockets_)
    if (send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(bytes.size()))
      fail("send");
  char round;
  if (read(finished_rounds_, &round, 1) != 1)
    throw run_error("the reader is gone");
}

}  // namespace parley::bench
