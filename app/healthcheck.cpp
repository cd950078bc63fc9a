// `parley healthcheck`: for containers and scripts. Exit code 0 when the
// server on this machine answers /api/health with 200.

#include <boost/asio/connect.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <iostream>

#include "app/commands.hpp"
#include "config/listen_address.hpp"

namespace parley::app {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using beast::http::field;

constexpr std::chrono::seconds patience{5};

/// Host and port of the first listener, as seen from this machine.
std::pair<std::string, std::string> address_of(const config::settings& from) {
  auto first = config::read_listen_address(config::listeners_of(from).front());
  if (!first) return {};  // no server could listen there
  if (first->host == "0.0.0.0") first->host = "127.0.0.1";
  if (first->host == "::") first->host = "::1";
  return {first->host, std::to_string(first->port)};
}

struct probe {
  explicit probe(const config::settings& from) : to(address_of(from)) {}

  void connected(beast::error_code error) {
    if (error) return fail(error);
    question = {beast::http::verb::get, "/api/health", 11};
    question.set(field::host, to.first);
    question.set(field::connection, "close");
    beast::http::async_write(stream, question, [this](auto e, std::size_t) {
      if (e) return fail(e);
      beast::http::async_read(stream, buffer, answer,
                              [this](auto e2, std::size_t) {
                                if (e2) fail(e2);
                              });
    });
  }

  void fail(beast::error_code error) { why = error.message(); }

  std::pair<std::string, std::string> to;
  asio::io_context io;
  asio::ip::tcp::resolver resolver{io};
  beast::tcp_stream stream{io};
  beast::flat_buffer buffer;
  beast::http::request<beast::http::empty_body> question;
  beast::http::response<beast::http::string_body> answer;
  std::string why;
};

}  // namespace

int healthcheck(const config::loaded& with) {
  probe ask{with.values};
  ask.stream.expires_after(patience);
  beast::error_code error;
  auto found = ask.resolver.resolve(ask.to.first, ask.to.second, error);
  if (!error) {
    ask.stream.async_connect(
        found, [&](beast::error_code e, const asio::ip::tcp::endpoint&) {
          ask.connected(e);
        });
    ask.io.run();
  } else {
    ask.fail(error);
  }
  if (ask.why.empty() && ask.answer.result_int() == 200) return 0;
  std::cerr << "unhealthy: " << (ask.why.empty() ? ask.answer.body() : ask.why)
            << '\n';
  return 1;
}

}  // namespace parley::app
