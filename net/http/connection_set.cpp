#include "net/http/connection_set.hpp"

namespace parley::net::http {

connection_set::member::member(connection_set& set, transport& wire)
    : set_(set), wire_(wire) {
  set_.members_.push_back(*this);
  set_.size_.fetch_add(1, std::memory_order_relaxed);
  if (set_.closed_) close();
}

connection_set::member::~member() {
  set_.members_.erase(set_.members_.iterator_to(*this));
  set_.size_.fetch_sub(1, std::memory_order_relaxed);
}

void connection_set::drain() {
  draining_ = true;
  for (auto& each : members_) each.drain();
}

void connection_set::member::drain() {
  if (state_ == state::fresh) wire_.expect_within(first_words);
  // The waiting read ends, and the coroutine sees that this is the end; one
  // that has something to read finds it by itself.
  boost::system::error_code ignored;
  if (state_ == state::idle && !wire_.has_arrived())
    wire_.socket().cancel(ignored);
}

void connection_set::close_all() {
  draining_ = closed_ = true;
  for (auto& each : members_) each.close();
}

void connection_set::member::close() {
  boost::system::error_code ignored;
  wire_.socket().close(ignored);
}

}  // namespace parley::net::http
