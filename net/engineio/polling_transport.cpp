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
  auto same = [f](const frame_ptr& each) { return each->key == f->key; };
  auto older = f->key == 0 ? queue_.end()
                           : std::find_if(queue_.begin(), queue_.end(), same);
  if (older != queue_.end()) {
    bytes_ -= (*older)->bytes.size();
    *older = f->shared_from_this();
  } else {
    queue_.push_back(f->shared_from_this());
  }
  bytes_ += f->bytes.size();
  if (dirty_) return;
  dirty_ = true;
  home_.mark_dirty(*this);
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
  bytes_ = 0;
  return std::exchange(queue_, {});
}

void polling_transport::flush(flush_scratch&) {
  dirty_ = false;
  if (waiting_ && !queue_.empty()) {
    answer_with(next_body());
    if (queue_.empty() && on_drained) return on_drained();
  }
  if (bytes_ > settings_.outbox_budget && on_overflow) on_overflow();
}

std::string polling_transport::next_body() {
  std::string body;
  payload_writer writer{body, settings_.max_payload};
  while (!queue_.empty() && writer.add(packet_of(*queue_.front()))) {
    bytes_ -= queue_.front()->bytes.size();
    queue_.pop_front();
  }
  return body;
}

}  // namespace parley::net::engineio
