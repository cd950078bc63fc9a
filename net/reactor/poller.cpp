#include "net/reactor/poller.hpp"

#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace parley::net {

poller::poller() : epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
  if (epoll_ < 0)
    throw std::system_error(errno, std::system_category(), "epoll_create1");
}

poller::~poller() { ::close(epoll_); }

bool poller::add(int fd, std::uint32_t events, pollable& target) {
  epoll_event event{events, {&target}};
  return ::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) == 0;
}

void poller::modify(int fd, std::uint32_t events, pollable& target) {
  epoll_event event{events, {&target}};
  ::epoll_ctl(epoll_, EPOLL_CTL_MOD, fd, &event);
}

void poller::remove(int fd, pollable& target) {
  ::epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr);
  for (int i = next_; i < count_; ++i) {
    auto& event = ready_[static_cast<std::size_t>(i)];
    if (event.data.ptr == &target) event.data.ptr = nullptr;
  }
}

int poller::poll_once() {
  count_ =
      ::epoll_wait(epoll_, ready_.data(), static_cast<int>(ready_.size()), 0);
  if (count_ <= 0) return count_ = 0;
  int total = count_;
  for (next_ = 0; next_ < count_;) {
    const auto& event = ready_[static_cast<std::size_t>(next_++)];
    if (event.data.ptr != nullptr)
      static_cast<pollable*>(event.data.ptr)->on_ready(event.events);
  }
  count_ = next_ = 0;
  return total;
}

}  // namespace parley::net
