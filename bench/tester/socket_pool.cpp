#include "bench/tester/socket_pool.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "bench/tester/polling_pool.hpp"
#include "bench/tester/run_error.hpp"
#include "bench/tester/websocket_pool.hpp"

namespace parley::bench {

namespace {

constexpr std::size_t initial_buffer = 256 << 10;
constexpr std::size_t largest_buffer = 64 << 20;

std::string text_of(int error) { return std::strerror(error); }

sockaddr_in resolve(const std::string& host, std::uint16_t port) {
  addrinfo hints{};
  hints.ai_family = AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (int failed = getaddrinfo(host.c_str(), nullptr, &hints, &found))
    throw run_error("cannot resolve " + host + ": " + gai_strerror(failed));
  sockaddr_in address;
  std::memcpy(&address, found->ai_addr, sizeof address);
  freeaddrinfo(found);
  address.sin_port = htons(port);
  return address;
}

bool on_loopback(const sockaddr_in& address) {
  return ntohl(address.sin_addr.s_addr) >> 24 == 127;
}

void bind_source(int fd, std::uint32_t source) {
  sockaddr_in local{};
  local.sin_family = AF_INET;
  local.sin_addr.s_addr = htonl(INADDR_LOOPBACK + source);
  // The port is chosen at connect, so that ports are shared between targets.
  int on = 1;
  setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  if (bind(fd, reinterpret_cast<sockaddr*>(&local), sizeof local) != 0)
    throw run_error("cannot bind a source address: " + text_of(errno));
}

}  // namespace

socket_pool::socket_pool(const std::string& host, std::uint16_t port)
    : server_(resolve(host, port)),
      host_header_(host + ':' + std::to_string(port)),
      epoll_(epoll_create1(EPOLL_CLOEXEC)),
      buffer_(initial_buffer) {
  if (epoll_ < 0) throw run_error("epoll_create1: " + text_of(errno));
}

socket_pool::~socket_pool() { ::close(epoll_); }

void socket_pool::connect(stream& s, std::uint32_t source) {
  s.fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (s.fd < 0) throw run_error("cannot create a socket: " + text_of(errno));
  int on = 1;
  setsockopt(s.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (on_loopback(server_)) bind_source(s.fd, source);
  if (::connect(s.fd, reinterpret_cast<sockaddr*>(&server_), sizeof server_) !=
          0 &&
      errno != EINPROGRESS)
    throw run_error("cannot connect: " + text_of(errno));
  watch(s, EPOLL_CTL_ADD, EPOLLIN | EPOLLOUT);
}

void socket_pool::close(stream& s) {
  if (s.fd >= 0) ::close(s.fd);
  s.fd = -1;
  s.connected = s.wants_space = false;
  s.out.clear();
  s.partial.clear();
}

void socket_pool::watch(stream& s, int operation, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.ptr = &s;
  if (epoll_ctl(epoll_, operation, s.fd, &event) != 0)
    throw run_error("epoll_ctl: " + text_of(errno));
}

void socket_pool::lose(stream& s, const std::string& why) {
  close(s);
  on_lost(s, why);
}

void socket_pool::turn(frame_sink& sink, std::int64_t wait_ns) {
  sink_ = &sink;
  flush();
  std::array<epoll_event, 512> events;
  wait_ns = std::max<std::int64_t>(wait_ns, 0);
  timespec wait{wait_ns / 1'000'000'000, wait_ns % 1'000'000'000};
  int count =
      epoll_pwait2(epoll_, events.data(), events.size(), &wait, nullptr);
  if (count < 0 && errno != EINTR)
    throw run_error("epoll_pwait2: " + text_of(errno));
  for (int i = 0; i < count; ++i) {
    const auto& event = events[static_cast<std::size_t>(i)];
    auto& s = *static_cast<stream*>(event.data.ptr);
    if (s.fd >= 0) on_event(s, event.events);
  }
  flush();
}

void socket_pool::flush() {
  before_flush();
  flushing_.swap(dirty_);
  for (auto* s : flushing_) {
    s->queued = false;
    if (s->connected && !s->wants_space) write(*s);
  }
  flushing_.clear();
}

void socket_pool::write(stream& s) {
  std::size_t sent = 0;
  while (sent < s.out.size()) {
    auto n = send(s.fd, s.out.data() + sent, s.out.size() - sent, MSG_NOSIGNAL);
    if (n < 0 && errno == EAGAIN) break;
    if (n < 0) return lose(s, "send: " + text_of(errno));
    sent += static_cast<std::size_t>(n);
  }
  s.out.erase(0, sent);
  bool wants_space = !s.out.empty();
  if (wants_space != s.wants_space)
    watch(s, EPOLL_CTL_MOD, wants_space ? EPOLLIN | EPOLLOUT : EPOLLIN);
  s.wants_space = wants_space;
}

void socket_pool::on_event(stream& s, std::uint32_t events) {
  if (!s.connected) return on_connected(s);
  if (events & EPOLLOUT) write(s);
  if (s.fd >= 0 && (events & (EPOLLIN | EPOLLERR | EPOLLHUP))) on_readable(s);
}

void socket_pool::on_connected(stream& s) {
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(s.fd, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) return lose(s, "connect: " + text_of(error));
  s.connected = true;
  s.wants_space = true;  // EPOLLOUT is on; write() switches it off
  write(s);
}

void socket_pool::on_readable(stream& s) {
  std::size_t kept = s.partial.size();
  if (kept + initial_buffer / 2 > buffer_.size()) {
    if (buffer_.size() >= largest_buffer)
      return lose(s, "a frame of more than 64 MiB");
    buffer_.resize(2 * buffer_.size());
  }
  auto n = recv(s.fd, buffer_.data() + kept, buffer_.size() - kept, 0);
  if (n < 0 && errno == EAGAIN) return;
  if (n <= 0)
    return lose(s, n == 0 ? "end of stream" : "recv: " + text_of(errno));
  read_at_ = now_ns();
  std::memcpy(buffer_.data(), s.partial.data(), kept);
  std::string_view data{buffer_.data(), kept + static_cast<std::size_t>(n)};
  data.remove_prefix(on_bytes(s, data));
  if (s.fd >= 0 && (kept != 0 || !data.empty())) s.partial = data;
}

std::unique_ptr<socket_pool> make_pool(const options& how) {
  if (how.over() == transport::polling)
    return std::make_unique<polling_pool>(how.host, how.port);
  return std::make_unique<websocket_pool>(how.host, how.port);
}

}  // namespace parley::bench
