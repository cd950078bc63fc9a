#pragma once

#include <atomic>
#include <boost/intrusive/list.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "net/http/transport.hpp"

namespace parley::net::http {

/// The HTTP connections of one reactor, for an ordered stop. Every member
/// function runs on that reactor's thread.
class connection_set {
 public:
  /// A connection's place in the set; leaves it when destroyed.
  class member : public boost::intrusive::list_base_hook<> {
   public:
    member(connection_set& set, transport& wire);
    ~member();
    member(const member&) = delete;
    member& operator=(const member&) = delete;

    /// It waits for its first request.
    void set_fresh() { state_ = state::fresh; }
    /// It waits for another one: nothing is lost by closing it.
    void set_idle() { state_ = state::idle; }
    void set_busy() { state_ = state::busy; }
    bool draining() const { return set_.draining(); }

   private:
    friend class connection_set;
    enum class state : std::uint8_t { fresh, idle, busy };
    void drain();
    void close();

    connection_set& set_;
    transport& wire_;
    state state_ = state::busy;
  };

  /// What those who have just connected are given to ask when draining.
  static constexpr std::chrono::milliseconds first_words{250};

  /// Closes idle connections now; the others after the answer they are at.
  void drain();
  bool draining() const { return draining_; }

  /// Ends all connections without ceremony, also those that still come, at the
  /// end of the grace time.
  void close_all();

  /// Any thread may ask.
  std::size_t size() const { return size_.load(std::memory_order_relaxed); }

 private:
  boost::intrusive::list<member> members_;
  std::atomic<std::size_t> size_{0};
  bool draining_ = false;
  bool closed_ = false;
};

}  // namespace parley::net::http
