#include "net/engineio/engine.hpp"

#include <vector>

#include "net/random_text.hpp"

namespace parley::net::engineio {

namespace {

// Nobody can guess a sid: who knows it, is the client. In front of 120 random
// bits stands the engine it belongs to.
constexpr std::size_t random_part = 20;
constexpr std::size_t sid_size = 4 + random_part;

std::string make_sid(std::uint16_t index) {
  constexpr char hex[] = "0123456789abcdef";
  std::string sid;
  for (int shift : {12, 8, 4, 0}) sid += hex[index >> shift & 15];
  return sid + random_text(random_part);
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

engine::engine(socket_home& home, std::uint16_t index, const settings& with,
               make_owner make)
    : home_(home),
      index_(index),
      settings_(with),
      make_(std::move(make)),
      timers_(home.home().io()) {}

engine::~engine() = default;

session& engine::add() {
  auto made = std::make_unique<session>(*this, make_sid(index_));
  return **sessions_.insert(std::move(made)).first;
}

std::unique_ptr<session_owner> engine::owner_for(session& made,
                                                 const http::request& head) {
  try {
    return make_(made, head);
  } catch (...) {
    release(made);  // nobody would ever end it
    throw;
  }
}

std::string engine::open_polling(const http::request& head) {
  auto& made = add();
  return made.open_polling(owner_for(made, head));
}

void engine::open_websocket(const http::request& head, taken_socket with,
                            std::string_view leftover) {
  auto& made = add();
  made.open_websocket(owner_for(made, head), std::move(with), leftover);
}

session* engine::find(std::string_view sid) {
  auto found = sessions_.find(sid);
  return found == sessions_.end() ? nullptr : found->get();
}

std::size_t engine::owner_of(std::string_view sid) {
  if (sid.size() != sid_size) return none;
  std::size_t index = 0;
  for (char c : sid.substr(0, 4)) {
    auto value = hex_value(c);
    if (value < 0) return none;
    index = index << 4 | static_cast<std::size_t>(value);
  }
  return index;
}

void engine::release(session& ended) {
  auto found = sessions_.find(std::string_view{ended.sid()});
  if (found == sessions_.end()) return;
  home_.bury(std::move(sessions_.extract(found).value()));
}

std::size_t engine::websockets() const {
  std::size_t count = 0;
  for (const auto& each : sessions_)
    if (!each->is_polling()) ++count;
  return count;
}

void engine::close_all(std::uint16_t code, std::string_view reason) {
  closed_ = true;
  std::vector<session*> open;
  for (const auto& each : sessions_) open.push_back(each.get());
  // Those that end at once are destroyed after the turn only.
  for (auto* each : open) each->close(code, reason);
}

void engine::drop_all() {
  while (!sessions_.empty()) (*sessions_.begin())->drop();
}

}  // namespace parley::net::engineio
