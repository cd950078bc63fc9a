#include "net/socket/outbox.hpp"

#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace parley::net {

namespace {

constexpr int send_flags = MSG_NOSIGNAL | MSG_DONTWAIT;

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK; }

}  // namespace

flush_result outbox::flush(int fd, flush_scratch& scratch, std::size_t budget,
                           core::server_metrics& metrics) {
  if (pending_.empty())
    return blocked() ? flush_result::blocked : flush_result::sent;
  if (!blocked()) return send_direct(fd, scratch, budget, metrics);
  for (const auto* f : pending_) append(f, metrics);
  pending_.clear();
  if (backlog_->bytes > budget) shed(budget, metrics);
  return backlog_->bytes > budget ? flush_result::over : flush_result::blocked;
}

flush_result outbox::send_direct(int fd, flush_scratch& scratch,
                                 std::size_t budget,
                                 core::server_metrics& metrics) {
  // The members of a room mostly get the same frames in a turn: the bytes of
  // the previous connection are used again.
  if (scratch.frames != pending_) {
    scratch.bytes.clear();
    for (const auto* f : pending_) scratch.bytes += f->bytes;
    scratch.frames = pending_;
  }
  auto sent =
      ::send(fd, scratch.bytes.data(), scratch.bytes.size(), send_flags);
  if (sent < 0 && !would_block()) return flush_result::failed;
  auto count = sent < 0 ? 0 : static_cast<std::size_t>(sent);
  metrics.bytes_out.add(count);
  if (count == scratch.bytes.size()) {
    pending_.clear();
    return flush_result::sent;
  }
  keep_from(count, metrics);
  if (backlog_->bytes > budget) shed(budget, metrics);
  return backlog_->bytes > budget ? flush_result::over : flush_result::blocked;
}

void outbox::keep_from(std::size_t sent, core::server_metrics& metrics) {
  backlog_ = std::make_unique<backlog>();
  for (const auto* f : pending_) {
    if (sent >= f->bytes.size()) {
      sent -= f->bytes.size();
      continue;
    }
    append(f, metrics);
    if (sent > 0) {
      backlog_->items.back().sent = sent;
      account(-static_cast<std::ptrdiff_t>(sent), metrics);
      sent = 0;
    }
  }
  // A socket that lags is rare; the memory of the pointers goes with it.
  pending_ = frame_list{};
}

void outbox::append(const frame* f, core::server_metrics& metrics) {
  if (f->key != 0 && replace_older(f, metrics)) return;
  backlog_->items.push_back({f->shared_from_this(), 0});
  account(static_cast<std::ptrdiff_t>(f->bytes.size()), metrics);
}

bool outbox::replace_older(const frame* f, core::server_metrics& metrics) {
  for (auto& each : backlog_->items) {
    if (each.data->key != f->key || each.sent > 0) continue;
    account(static_cast<std::ptrdiff_t>(f->bytes.size()) -
                static_cast<std::ptrdiff_t>(each.data->bytes.size()),
            metrics);
    each.data = f->shared_from_this();
    metrics.shed.add();
    return true;
  }
  return false;
}

void outbox::shed(std::size_t budget, core::server_metrics& metrics) {
  for (auto cheap : shed_first) {
    std::erase_if(backlog_->items, [&](const item& each) {
      if (each.data->service != cheap || each.sent > 0) return false;
      account(-static_cast<std::ptrdiff_t>(each.data->bytes.size()), metrics);
      metrics.shed.add();
      return true;
    });
    if (backlog_->bytes <= budget) return;
  }
}

flush_result outbox::resume(int fd, core::server_metrics& metrics) {
  while (blocked()) {
    std::array<iovec, 64> parts;
    std::size_t count = 0;
    std::size_t total = 0;
    for (auto& each : backlog_->items) {
      if (count == parts.size()) break;
      auto rest = each.data->bytes.size() - each.sent;
      parts[count++] = {const_cast<char*>(each.data->bytes.data() + each.sent),
                        rest};
      total += rest;
    }
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = count;
    auto sent = ::sendmsg(fd, &message, send_flags);
    if (sent < 0)
      return would_block() ? flush_result::blocked : flush_result::failed;
    account(-sent, metrics);
    metrics.bytes_out.add(static_cast<std::size_t>(sent));
    auto left = static_cast<std::size_t>(sent);
    while (left > 0) {
      auto& first = backlog_->items.front();
      auto rest = first.data->bytes.size() - first.sent;
      if (left < rest) {
        first.sent += left;
        break;
      }
      left -= rest;
      backlog_->items.pop_front();
    }
    if (static_cast<std::size_t>(sent) < total) return flush_result::blocked;
    if (backlog_->items.empty()) backlog_.reset();
  }
  return flush_result::sent;
}

void outbox::abandon(core::server_metrics& metrics) {
  pending_.clear();
  if (!backlog_) return;
  std::size_t kept = 0;
  std::deque<item> begun;
  for (auto& each : backlog_->items) {
    if (each.sent == 0) continue;
    kept += each.data->bytes.size() - each.sent;
    begun.push_back(std::move(each));
  }
  account(static_cast<std::ptrdiff_t>(kept) -
              static_cast<std::ptrdiff_t>(backlog_->bytes),
          metrics);
  backlog_->items = std::move(begun);
  if (backlog_->items.empty()) backlog_.reset();
}

void outbox::discard(core::server_metrics& metrics) {
  pending_.clear();
  if (!backlog_) return;
  account(-static_cast<std::ptrdiff_t>(backlog_->bytes), metrics);
  backlog_.reset();
}

void outbox::account(std::ptrdiff_t bytes, core::server_metrics& metrics) {
  backlog_->bytes = static_cast<std::size_t>(
      static_cast<std::ptrdiff_t>(backlog_->bytes) + bytes);
  metrics.outbox_bytes.add(bytes);
}

}  // namespace parley::net
