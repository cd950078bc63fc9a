#pragma once

#include <sys/epoll.h>

#include <array>
#include <cstdint>

namespace parley::net {

/// What a descriptor in a `poller` wants to be told. Objects stay registered
/// until removed; the poller keeps plain pointers.
class pollable {
 public:
  /// `events` as epoll reports them (EPOLLIN, EPOLLOUT, EPOLLHUP, EPOLLERR).
  virtual void on_ready(std::uint32_t events) = 0;

 protected:
  ~pollable() = default;
};

/// A level-triggered epoll set of raw descriptors, next to Asio's own. Client
/// sockets live here after their handshake: an idle one costs no user memory,
/// a readable one no allocation and no re-arming system call.
class poller {
 public:
  poller();
  ~poller();
  poller(const poller&) = delete;
  poller& operator=(const poller&) = delete;

  /// False (errno is set) when the kernel refuses.
  bool add(int fd, std::uint32_t events, pollable& target);
  void modify(int fd, std::uint32_t events, pollable& target);
  /// Events already fetched for `target` in this round are dropped as well.
  void remove(int fd, pollable& target);

  /// Calls `on_ready` of what is ready now, without waiting; returns how many.
  int poll_once();

  /// Readable when any descriptor is: lets Asio wait for all at once.
  int descriptor() const { return epoll_; }

 private:
  int epoll_;
  std::array<epoll_event, 256> ready_{};
  int count_ = 0;
  int next_ = 0;
};

}  // namespace parley::net
