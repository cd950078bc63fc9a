#pragma once

#include <boost/intrusive/list.hpp>
#include <cstddef>

#include "net/http/tcp_socket.hpp"

namespace parley::net::http {

/// The HTTP connections of one reactor, for an ordered stop. Every member
/// function runs on that reactor's thread.
class connection_set {
 public:
  /// A connection's place in the set; leaves it when destroyed.
  class member : public boost::intrusive::list_base_hook<> {
   public:
    member(connection_set& set, tcp_socket& socket);
    ~member();
    member(const member&) = delete;
    member& operator=(const member&) = delete;

    /// Between two requests nothing is lost by closing.
    void set_idle(bool idle) { idle_ = idle; }
    bool draining() const { return set_.draining(); }

   private:
    friend class connection_set;
    connection_set& set_;
    tcp_socket& socket_;
    bool idle_ = false;
  };

  /// Closes idle connections now; the others after the answer they are at.
  void drain();
  bool draining() const { return draining_; }

  /// Ends all connections without ceremony, at the end of the grace time.
  void close_all();

  std::size_t size() const { return members_.size(); }

 private:
  boost::intrusive::list<member> members_;
  bool draining_ = false;
};

}  // namespace parley::net::http
