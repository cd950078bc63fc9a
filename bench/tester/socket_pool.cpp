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

#include "bench/tester/run_error.hpp"

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

std::string close_reason(std::string_view payload) {
  if (payload.size() < 2) return "closed by the server without a code";
  unsigned code = static_cast<unsigned char>(payload[0]) * 256u +
                  static_cast<unsigned char>(payload[1]);
  return "closed by the server: " + std::to_string(code) + ' ' +
         std::string{payload.substr(2)};
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

void socket_pool::open(connection& c, std::string_view target,
                       std::uint32_t source) {
  c.fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (c.fd < 0) throw run_error("cannot create a socket: " + text_of(errno));
  int on = 1;
  setsockopt(c.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (on_loopback(server_)) bind_source(c.fd, source);
  c.state = link::connecting;
  c.started_ns = now_ns();
  append_upgrade_request(c.out, host_header_, target);
  if (connect(c.fd, reinterpret_cast<sockaddr*>(&server_), sizeof server_) !=
          0 &&
      errno != EINPROGRESS)
    throw run_error("cannot connect: " + text_of(errno));
  watch(c, EPOLL_CTL_ADD, EPOLLIN | EPOLLOUT);
}

void socket_pool::drop(connection& c) {
  if (c.fd >= 0) ::close(c.fd);
  c.fd = -1;
  c.state = link::closed;
  c.ready = c.wants_space = false;
  c.out.clear();
  c.partial.clear();
}

void socket_pool::watch(connection& c, int operation, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.ptr = &c;
  if (epoll_ctl(epoll_, operation, c.fd, &event) != 0)
    throw run_error("epoll_ctl: " + text_of(errno));
}

void socket_pool::fail(connection& c, const std::string& why,
                       frame_sink& sink) {
  drop(c);
  sink.on_closed(c, why);
}

void socket_pool::turn(frame_sink& sink, std::int64_t wait_ns) {
  flush(sink);
  std::array<epoll_event, 512> events;
  wait_ns = std::max<std::int64_t>(wait_ns, 0);
  timespec wait{wait_ns / 1'000'000'000, wait_ns % 1'000'000'000};
  int count =
      epoll_pwait2(epoll_, events.data(), events.size(), &wait, nullptr);
  if (count < 0 && errno != EINTR)
    throw run_error("epoll_pwait2: " + text_of(errno));
  for (int i = 0; i < count; ++i) {
    auto& c =
        *static_cast<connection*>(events[static_cast<std::size_t>(i)].data.ptr);
    if (c.fd >= 0)
      on_event(c, events[static_cast<std::size_t>(i)].events, sink);
  }
  flush(sink);
}

void socket_pool::flush(frame_sink& sink) {
  flushing_.swap(dirty_);
  for (auto* c : flushing_) {
    c->queued = false;
    bool writable = c->state == link::upgrading || c->state == link::open;
    if (writable && !c->wants_space) write(*c, sink);
  }
  flushing_.clear();
}

void socket_pool::write(connection& c, frame_sink& sink) {
  std::size_t sent = 0;
  while (sent < c.out.size()) {
    auto n = send(c.fd, c.out.data() + sent, c.out.size() - sent, MSG_NOSIGNAL);
    if (n < 0 && errno == EAGAIN) break;
    if (n < 0) return fail(c, "send: " + text_of(errno), sink);
    sent += static_cast<std::size_t>(n);
  }
  c.out.erase(0, sent);
  bool wants_space = !c.out.empty();
  if (wants_space != c.wants_space)
    watch(c, EPOLL_CTL_MOD, wants_space ? EPOLLIN | EPOLLOUT : EPOLLIN);
  c.wants_space = wants_space;
}

void socket_pool::on_event(connection& c, std::uint32_t events,
                           frame_sink& sink) {
  if (c.state == link::connecting) return on_connected(c, sink);
  if (events & EPOLLOUT) write(c, sink);
  if (c.fd >= 0 && (events & (EPOLLIN | EPOLLERR | EPOLLHUP)))
    on_readable(c, sink);
}

void socket_pool::on_connected(connection& c, frame_sink& sink) {
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(c.fd, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) return fail(c, "connect: " + text_of(error), sink);
  c.state = link::upgrading;
  c.wants_space = true;  // EPOLLOUT is on; write() switches it off
  write(c, sink);
}

void socket_pool::on_readable(connection& c, frame_sink& sink) {
  std::size_t kept = c.partial.size();
  if (kept + initial_buffer / 2 > buffer_.size()) {
    if (buffer_.size() >= largest_buffer)
      return fail(c, "a frame of more than 64 MiB", sink);
    buffer_.resize(2 * buffer_.size());
  }
  auto n = recv(c.fd, buffer_.data() + kept, buffer_.size() - kept, 0);
  if (n < 0 && errno == EAGAIN) return;
  if (n <= 0)
    return fail(c, n == 0 ? "end of stream" : "recv: " + text_of(errno), sink);
  read_at_ = now_ns();
  std::memcpy(buffer_.data(), c.partial.data(), kept);
  std::string_view data{buffer_.data(), kept + static_cast<std::size_t>(n)};
  if (c.state == link::upgrading)
    data.remove_prefix(take_upgrade(c, data, sink));
  if (c.state == link::open) data.remove_prefix(take_frames(c, data, sink));
  if (c.fd >= 0 && (kept != 0 || !data.empty())) c.partial = data;
}

std::size_t socket_pool::take_upgrade(connection& c, std::string_view data,
                                      frame_sink& sink) {
  auto end = data.find("\r\n\r\n");
  if (end == std::string_view::npos) return 0;
  if (!data.starts_with("HTTP/1.1 101")) {
    fail(c, "upgrade refused: " + std::string{data.substr(0, data.find('\r'))},
         sink);
    return data.size();
  }
  c.state = link::open;
  sink.on_upgraded(c);
  if (!c.out.empty()) touch(c);
  return end + 4;
}

std::size_t socket_pool::take_frames(connection& c, std::string_view data,
                                     frame_sink& sink) {
  const char* at = data.data();
  const char* end = at + data.size();
  frame f;
  while (c.state == link::open && at != end) {
    auto outcome = next_frame(at, end, f);
    if (outcome == parsed::incomplete) break;
    if (outcome == parsed::unsupported) {
      fail(c, "a frame that no option of ours allows", sink);
      break;
    }
    ++frames_;
    if (f.op == opcode::text || f.op == opcode::binary)
      sink.on_text(c, f.payload);
    else on_control(c, f, sink);
  }
  return static_cast<std::size_t>(at - data.data());
}

void socket_pool::on_control(connection& c, const frame& f, frame_sink& sink) {
  if (f.op == opcode::ping) {
    append_client_frame(c.out, opcode::pong, f.payload);
    touch(c);
  } else if (f.op == opcode::close) {
    fail(c, close_reason(f.payload), sink);
  }
}

}  // namespace parley::bench
