#include "tests/net/edge/edge_fixture.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

namespace parley::net::testing {

namespace {

using namespace actors;

constexpr std::string_view secret = "a secret for the tests only";

/// An actor that puts everything it hears into the inbox.
caf::actor spawn_listener(caf::actor_system& on, inbox& into) {
  return on.spawn([&into](caf::event_based_actor* self) -> caf::behavior {
    self->set_default_handler(
        [&into](caf::scheduled_actor*,
                caf::message_view& view) -> caf::result<caf::message> {
          into.put(view.move_content_to_message());
          return caf::message{};
        });
    return {[](caf::ok_atom) {}};
  });
}

}  // namespace

// -- inbox --------------------------------------------------------------------

void inbox::put(caf::message content) {
  std::lock_guard guard{mutex_};
  waiting_.push_back(std::move(content));
  came_.notify_one();
}

caf::message inbox::take() {
  std::unique_lock guard{mutex_};
  if (!came_.wait_for(guard, patience, [this] { return !waiting_.empty(); }))
    throw std::runtime_error("no message came in time");
  auto content = std::move(waiting_.front());
  waiting_.pop_front();
  return content;
}

bool inbox::empty() {
  std::lock_guard guard{mutex_};
  return waiting_.empty();
}

// -- socket_client ------------------------------------------------------------

int server_frame::close_code() const {
  if (opcode != 8 || payload.size() < 2)
    throw std::runtime_error("not a close frame: " + payload);
  return static_cast<unsigned char>(payload[0]) << 8 |
         static_cast<unsigned char>(payload[1]);
}

std::string client_frame(int opcode, const std::string& payload) {
  std::string out;
  out += static_cast<char>(0x80 | opcode);
  auto size = payload.size();
  if (size < 126) {
    out += static_cast<char>(0x80 | size);
  } else {
    out += static_cast<char>(0x80 | 126);
    out += static_cast<char>(size >> 8);
    out += static_cast<char>(size & 255);
  }
  return out.append(4, '\0').append(payload);  // a mask that changes nothing
}

void socket_client::send_frame(int opcode, const std::string& payload) {
  send_bytes(client_frame(opcode, payload));
}

void socket_client::send_bytes(const std::string& bytes) {
  if (::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(bytes.size()))
    throw std::runtime_error("the server takes nothing");
}

bool socket_client::fill() {
  pollfd wait{fd_, POLLIN, 0};
  constexpr auto limit =
      std::chrono::duration_cast<std::chrono::milliseconds>(patience);
  if (::poll(&wait, 1, static_cast<int>(limit.count())) != 1)
    throw std::runtime_error("no bytes came in time");
  char buffer[65536];
  auto got = ::recv(fd_, buffer, sizeof buffer, 0);
  if (got <= 0) return false;
  unread_.append(buffer, static_cast<std::size_t>(got));
  return true;
}

server_frame socket_client::next() {
  auto need = [this](std::size_t size) {
    while (unread_.size() < size)
      if (!fill()) throw std::runtime_error("the server closed the socket");
  };
  auto byte = [this](std::size_t i) {
    return static_cast<std::size_t>(static_cast<unsigned char>(unread_[i]));
  };
  need(2);
  std::size_t header = 2;
  auto size = byte(1);
  if (size >= 126) {
    header = size == 126 ? 4 : 10;
    need(header);
    size = 0;
    for (std::size_t i = 2; i < header; ++i) size = size << 8 | byte(i);
  }
  need(header + size);
  server_frame got{static_cast<int>(byte(0) & 15),
                   unread_.substr(header, size)};
  unread_.erase(0, header + size);
  return got;
}

bool socket_client::closed() { return unread_.empty() && !fill(); }

void socket_client::read_to_end() {
  while (fill()) unread_.clear();
}

void socket_client::hang_up() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

// -- edge_scene ---------------------------------------------------------------

edge_scene::edge_scene() {
  auto& system = reactors.system;
  context_.settings = &settings;
  context_.tokens = std::make_shared<const access_tokens>(secret);
  context_.revoked = revoked;
  context_.quiet = quiet;
  context_.blocks = blocks;
  context_.metrics = metrics;
  session_ = spawn_listener(system, at_session);
  room_ = spawn_listener(system, at_room);
  registry_ =
      system.spawn([this](caf::event_based_actor* self) -> caf::behavior {
        return {[this, self](const attach_connection& order) {
                  if (!sessions_answer) return;
                  self->send(order.edge,
                             session_attached{order.connection, session_,
                                              session_door});
                },
                [](const forward_to&) {}};
      });
  core = std::make_shared<edge>(reactors.at(0), 0, context_);
  mailbox = system.spawn<edge_actor>(core);
  on_edge([this] {
    core->connect_to(mailbox, registry_);
    reactors.at(0).on_turn_end(core.get());
    return 0;
  });
}

edge_scene::~edge_scene() {
  on_edge([this] {
    core->drop_all();
    reactors.at(0).on_turn_end(nullptr);
    core->connect_to({}, {});
    return 0;
  });
  caf::scoped_actor self{reactors.system};
  for (auto* each : {&mailbox, &registry_, &session_, &room_}) {
    self->send_exit(*each, caf::exit_reason::kill);
    self->wait_for(*each);
    *each = nullptr;
  }
}

std::unique_ptr<socket_client> edge_scene::add(
    const std::function<void(plain_connection&)>& start) {
  int pair[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
    throw std::runtime_error("socketpair");
  newest_ = on_edge([&] {
    auto& made = core->add<plain_connection>(socket_dialects()[0], pair[0]);
    newest_connection_ = &made;
    auto id = newest_connection_->id();
    start(made);
    return id;
  });
  return std::make_unique<socket_client>(pair[1]);
}

std::unique_ptr<socket_client> edge_scene::connect(
    const std::string& leftover) {
  return add([&](plain_connection& made) { made.start({}, leftover); });
}

std::unique_ptr<socket_client> edge_scene::knock(const identity& who,
                                                 const std::string& greeting,
                                                 const std::string& leftover) {
  return add([&](plain_connection& made) {
    made.authorize(who, parley::core::now() + default_ttl);
    made.start(greeting, leftover);
  });
}

std::unique_ptr<socket_client> edge_scene::enter(const identity& who,
                                                 std::chrono::seconds ttl) {
  auto client = connect();
  nlohmann::json event{{"event", "authenticate"},
                       {"data", {{"token", token_of(who, ttl)}}}};
  client->send(event.dump());
  if (client->next_json()["event"] != "authenticated")
    throw std::runtime_error("not let in");
  return client;
}

std::string edge_scene::token_of(const identity& who,
                                 std::chrono::seconds ttl) {
  return context_.tokens->issue(who, parley::core::now(), ttl);
}

connection* edge_scene::newest_connection() { return newest_connection_; }

}  // namespace parley::net::testing
