#include "net/http/connection_set.hpp"

namespace parley::net::http {

connection_set::member::member(connection_set& set, tcp_socket& socket)
    : set_(set), socket_(socket) {
  set_.members_.push_back(*this);
}

connection_set::member::~member() {
  set_.members_.erase(set_.members_.iterator_to(*this));
}

void connection_set::drain() {
  draining_ = true;
  // The waiting read of an idle connection ends; its coroutine sees the flag.
  boost::system::error_code ignored;
  for (auto& each : members_)
    if (each.idle_) each.socket_.cancel(ignored);
}

void connection_set::close_all() {
  draining_ = true;
  boost::system::error_code ignored;
  for (auto& each : members_) each.socket_.close(ignored);
}

}  // namespace parley::net::http
