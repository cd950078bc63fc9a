#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/address.hpp>
#include <optional>
#include <string_view>

#include "net/http/connection_set.hpp"
#include "net/http/decide.hpp"
#include "net/http/request_reader.hpp"
#include "net/http/server_context.hpp"
#include "net/http/transport.hpp"

namespace parley::net::http {

/// One request and its answer:
///
///   head -> upgrade? -> route, gate, limits -> body -> handler -> answer
///
/// A step that fails answers at once, and closes the connection when bytes of
/// the request were left unread or its end is not certain. Lives from the
/// first byte to the last, so that an idle connection holds none of this.
class exchange {
 public:
  enum class outcome : unsigned char {
    keep,   ///< the connection is ready for the next request
    close,  ///< the answer was the last one
    gone    ///< nothing can be sent: peer gone, or the socket was taken
  };

  exchange(transport& wire, const server_context& context,
           const connection_set::member& place);

  /// `fresh`: the first request of its connection, whose header time runs
  /// since the connection was accepted.
  boost::asio::awaitable<outcome> run(const boost::asio::ip::address& peer,
                                      bool fresh);

 private:
  boost::asio::awaitable<response> respond();
  boost::asio::awaitable<response> handle(const route& target);
  boost::asio::awaitable<response> handle_stream(const route& target,
                                                 std::size_t limit);
  boost::asio::awaitable<outcome> send(response answer);
  boost::asio::awaitable<bool> send_source(const response& answer);

  void identify(const boost::asio::ip::address& peer);
  const upgrade_handler* upgrade_hook() const;
  std::optional<response> upgrade(const upgrade_handler& hook);
  response refuse(const core::failure& why);
  response refuse_body(const core::failure& why, const route& target);
  response defect(std::string_view what);
  void finish(response& answer) const;
  void log(int status, std::size_t bytes) const;

  transport& wire_;
  const server_context& context_;
  const connection_set::member& place_;
  request request_;
  request_reader reader_;
  bool gone_ = false;
  bool last_ = false;  // the rest of the input cannot be trusted or is unread
};

}  // namespace parley::net::http
