#include "net/engineio/polling_transport.hpp"

#include <algorithm>
#include <utility>

#include "net/engineio/payload.hpp"
#include "net/websocket/frame_writer.hpp"

namespace parley::net::engineio {

namespace {

/// What the frame says to a client that polls.
packet packet_of(const frame& f) {
  auto content = websocket::content_of(f.bytes);
  if (content.code == websocket::opcode::binary)
    return {packet_type::message, content.payload, true};
  auto type = static_cast<packet_type>(content.payload.front() - '0');
  return {type, content.payload.substr(1), false};
}

}  // namespace

void polling_transport::push(const frame* f) {
  if (f->key == 0 || !replace_older(f)) queue_.push_back(f->shared_from_this());
  account(static_cast<std::ptrdiff_t>(f->bytes.size()));
  if (dirty_) return;
  dirty_ = true;
  home_.mark_dirty(*this);
}

bool polling_transport::replace_older(const frame* f) {
  auto same = [f](const frame_ptr& each) { return each->key == f->key; };
  auto older = std::find_if(queue_.begin(), queue_.end(), same);
  if (older == queue_.end()) return false;
  account(-static_cast<std::ptrdiff_t>((*older)->bytes.size()));
  *older = f->shared_from_this();
  home_.metrics().shed.add();
  return true;
}

void polling_transport::shed() {
  for (auto cheap : shed_first) {
    if (bytes_ <= settings_.outbox_budget) return;
    std::erase_if(queue_, [&](const frame_ptr& each) {
      if (each->service != cheap) return false;
      account(-static_cast<std::ptrdiff_t>(each->bytes.size()));
      home_.metrics().shed.add();
      return true;
    });
  }
}

void polling_transport::account(std::ptrdiff_t bytes) {
  bytes_ =
      static_cast<std::size_t>(static_cast<std::ptrdiff_t>(bytes_) + bytes);
  home_.metrics().outbox_bytes.add(bytes);
}

void polling_transport::wait(answer done) {
  waiting_ = std::move(done);
  if (queue_.empty() || dirty_) return;
  dirty_ = true;
  home_.mark_dirty(*this);
}

void polling_transport::answer_with(std::string body) {
  if (auto done = std::exchange(waiting_, nullptr)) done(std::move(body));
}

std::deque<frame_ptr> polling_transport::take() {
  account(-static_cast<std::ptrdiff_t>(bytes_));
  return std::exchange(queue_, {});
}

void polling_transport::flush(flush_scratch&) {
  dirty_ = false;
  if (waiting_ && !queue_.empty()) {
    answer_with(next_body());
    if (queue_.empty() && on_drained) return on_drained();
  }
  if (bytes_ > settings_.outbox_budget) shed();
  if (bytes_ > settings_.outbox_budget && on_overflow) on_overflow();
}

std::string polling_transport::next_body() {
  std::string body;
  payload_writer writer{body, settings_.max_payload};
  while (!queue_.empty() && writer.add(packet_of(*queue_.front()))) {
    account(-static_cast<std::ptrdiff_t>(queue_.front()->bytes.size()));
    queue_.pop_front();
  }
  return body;
}

}  // namespace parley::net::engineio
