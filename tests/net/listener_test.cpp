#include "net/listener.hpp"

#include <atomic>
#include <catch2/catch.hpp>

#include "net/reactor/reactor_scheduler.hpp"
#include "tests/net/reactor/reactor_fixture.hpp"

using namespace parley::net;
using namespace parley::net::testing;
using boost::asio::ip::tcp;

namespace {

struct listener_scene {
  reactor_system reactors{2};
  std::array<std::atomic<int>, 2> served{};
  std::unique_ptr<listener> at = open();

  std::unique_ptr<listener> open() {
    auto& homes = reactor_scheduler::of(reactors.system).reactors();
    auto made = listener::open(
        "127.0.0.1:0", homes,
        [this](reactor& home, auto) { ++served.at(home.index()); });
    if (!made) throw std::runtime_error(std::string{made.error().message()});
    return std::move(*made);
  }

  void connect(tcp::socket& socket) const {
    auto url = at->url();
    auto port = std::stoi(url.substr(url.rfind(':') + 1));
    socket.connect({boost::asio::ip::address_v4::loopback(),
                    static_cast<unsigned short>(port)});
  }

  int served_by(std::size_t index) {
    return reactors.on_reactor(index, [&] { return served.at(index).load(); });
  }
};

}  // namespace

TEST_CASE("listener: a stop still serves those that have connected", "[net]") {
  listener_scene scene;
  boost::asio::io_context io;
  std::vector<tcp::socket> clients;
  for (int i = 0; i < 4; ++i) scene.connect(clients.emplace_back(io));

  scene.at->stop();

  CHECK(scene.served_by(0) == 2);
  CHECK(scene.served_by(1) == 2);
  CHECK_THROWS(scene.connect(clients.emplace_back(io)));
}
