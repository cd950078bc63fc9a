#include "net/listener.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "net/reactor/reactor_scheduler.hpp"
#include "tests/net/reactor/reactor_fixture.hpp"

using namespace parley::net;
using namespace parley::net::testing;
using boost::asio::ip::tcp;

namespace {

struct listener_scene {
  reactor_system reactors{2};
  std::array<std::atomic<std::size_t>, 2> served{};
  std::array<std::atomic<std::size_t>, 2> others{};  ///< that end, or are there
  std::unique_ptr<listener> at = open();

  ~listener_scene() { at->stop(); }

  std::unique_ptr<listener> open() {
    auto& homes = reactor_scheduler::of(reactors.system).reactors();
    auto made = listener::open(
        "127.0.0.1:0", homes,
        [this](reactor& home, auto) { ++served.at(home.index()); },
        [this](std::size_t i) { return served.at(i) + others.at(i); });
    if (!made) throw std::runtime_error(std::string{made.error().message()});
    return std::move(*made);
  }

  void connect(tcp::socket& socket) const {
    auto url = at->url();
    auto port = std::stoi(url.substr(url.rfind(':') + 1));
    socket.connect({boost::asio::ip::address_v4::loopback(),
                    static_cast<unsigned short>(port)});
  }

  /// Connects, and says which reactor serves it.
  std::size_t serve_one(tcp::socket& socket) {
    const auto before = served[0].load();
    const auto all = before + served[1].load();
    connect(socket);
    while (served[0] + served[1] == all) std::this_thread::yield();
    return served[0] == before ? 1 : 0;
  }

  std::size_t served_by(std::size_t index) {
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

  CHECK(scene.served_by(0) + scene.served_by(1) == clients.size());
  CHECK_THROWS(scene.connect(clients.emplace_back(io)));
}

TEST_CASE("listener: once it has stopped it may go", "[net]") {
  listener_scene scene;
  boost::asio::io_context io;
  std::vector<tcp::socket> clients;

  for (int round = 0; round < 200; ++round) {
    scene.at->start();
    scene.connect(clients.emplace_back(io));
    scene.at->stop();
    CHECK(scene.served[0] + scene.served[1] == clients.size());
    scene.at = scene.open();
  }
}

TEST_CASE("listener: who has the fewest gets the next", "[net]") {
  listener_scene scene;
  boost::asio::io_context io;
  std::vector<tcp::socket> clients;
  scene.others[0] = 10;
  scene.at->start();

  for (int i = 0; i < 10; ++i) scene.serve_one(clients.emplace_back(io));

  // The first one's home was chosen before it came.
  CHECK(scene.served_by(1) >= 9);
}

TEST_CASE("listener: clients that all do the same are spread all the same",
          "[net]") {
  listener_scene scene;
  boost::asio::io_context io;
  std::array<int, 2> sockets{};
  scene.at->start();

  for (int i = 0; i < 200; ++i) {
    tcp::socket request{io};
    tcp::socket stays{io};
    auto home = scene.serve_one(request);
    ++sockets.at(scene.serve_one(stays));
    --scene.served.at(home);  // it has been answered and ends
  }

  CHECK(std::min(sockets[0], sockets[1]) > 60);
}
