#include "net/engineio/session.hpp"

#include <algorithm>
#include <utility>

#include "net/engineio/engine.hpp"
#include "net/engineio/payload.hpp"
#include "net/websocket/frame_writer.hpp"

namespace parley::net::engineio {

namespace {

// A client that polls gets this long to fetch the last packets.
constexpr std::chrono::seconds goodbye_time{30};
constexpr std::chrono::seconds websocket_goodbye_time{5};
// A body of the smallest packets must not cost more than it says.
constexpr std::size_t most_packets = 10'000;

constexpr std::uint16_t slow_consumer = 4008;  // as everywhere in parley

constexpr std::string_view close_packet = "1";
constexpr std::string_view noop_packet = "6";

frame_ptr text_frame(packet_type type, std::string_view payload) {
  auto made = std::make_shared<frame>();
  websocket::append_header(made->bytes, websocket::opcode::text, true,
                           payload.size() + 1);
  made->bytes += type_digit(type);
  made->bytes += payload;
  return made;
}

}  // namespace

// -- one WebSocket ------------------------------------------------------------

/// The timeout is that of the probe or of the close.
class session::websocket_transport final : private websocket_owner,
                                           private timeout_target {
 public:
  websocket_transport(session& of, taken_socket with)
      : session_(of), link_(of.home(), *this, with.fd) {
    link_.greet(std::move(with.greeting));
  }
  ~websocket_transport() { stop_timeout(); }

  void start(std::string_view leftover) { link_.start(leftover); }
  void expect_upgrade(std::chrono::milliseconds time) {
    session_.engine_.timers().start(*this, time);
  }
  void upgraded() { stop_timeout(); }
  void close(std::uint16_t code, std::string_view reason) {
    link_.close(code, reason);
  }
  void drop() { link_.drop(); }
  void push(frame_ptr f) { net::push(session_.home(), link_, std::move(f)); }
  frame_sink& sink() { return link_; }

  bool probed = false;

 private:
  void on_text(std::string_view message) override {
    std::string bytes;
    session_.on_packet(*this, decode(message, bytes));
  }
  void on_binary(std::string_view message) override {
    session_.on_packet(*this, packet{packet_type::message, message, true});
  }
  void on_overflow() override {
    if (session_.current_.get() != this) return link_.drop();
    if (session_.owner_) session_.owner_->on_overflow();
    session_.end(close_cause::transport_error);
    close(slow_consumer, "slow consumer");
  }
  void on_closing() override {
    // Whoever closed: a peer that does not answer must not stay.
    session_.timers().start(*this, websocket_goodbye_time);
    session_.on_closing(*this);
  }
  void on_dropped() override { session_.on_dropped(*this); }
  void on_timeout() override { link_.drop(); }

  session& session_;
  websocket_link link_;
};

// -- start --------------------------------------------------------------------

session::session(engine& home, std::string sid)
    : engine_(home), sid_(std::move(sid)) {}

session::~session() { stop_timeout(); }

socket_home& session::home() { return engine_.home(); }

timeouts& session::timers() { return engine_.timers(); }

frame_sink& session::sink() {
  if (current_) return current_->sink();
  return *polling_;
}

handshake session::describe() const {
  const auto& with = engine_.options();
  return {sid_, is_polling() && with.websocket && with.allow_upgrades,
          with.ping_interval, with.ping_timeout, with.max_payload};
}

void session::start(std::unique_ptr<session_owner> owner) {
  owner_ = std::move(owner);
  engine_.timers().start(*this, engine_.options().ping_interval);
  owner_->on_sink(sink());
}

std::string session::open_polling(std::unique_ptr<session_owner> owner) {
  polling_ = std::make_unique<polling_transport>(home(), engine_.options());
  polling_->on_overflow = [this] {
    if (owner_) owner_->on_overflow();
    end(close_cause::transport_error);
    finish();
  };
  polling_->on_drained = [this] {
    if (phase_ == phase::closing) say_goodbye();
  };
  std::string body;
  append_open(body, describe());
  start(std::move(owner));
  return body;
}

void session::open_websocket(std::unique_ptr<session_owner> owner,
                             taken_socket with, std::string_view leftover) {
  current_ = std::make_unique<websocket_transport>(*this, std::move(with));
  auto made = std::make_shared<frame>();
  auto mark = websocket::open_frame(made->bytes, 125);
  append_open(made->bytes, describe());
  websocket::finish_frame(made->bytes, mark, websocket::opcode::text);
  current_->push(std::move(made));
  start(std::move(owner));
  current_->start(leftover);
}

// -- requests -----------------------------------------------------------------

bool session::poll(std::uint64_t ticket, polling_transport::answer done) {
  if (polling_->waiting()) {
    polling_->answer_with(std::string{close_packet});
    end(close_cause::transport_error);
    finish();
    return false;
  }
  polls_.edit().get = ticket;
  polling_->wait(std::move(done));
  // The client is leaving this transport: it waits for the end of this poll.
  if (probe_ && probe_->probed && polling_->empty())
    polling_->answer_with(std::string{noop_packet});
  return true;
}

void session::poll_aborted(std::uint64_t ticket) {
  if (!polling_ || !polling_->waiting() || ticket != polls_->get) return;
  polling_->answer_with({});
  end(close_cause::transport_error);
  finish();
}

void session::poll_unheard() {
  if (!is_polling()) return;
  end(close_cause::transport_error);
  finish();
}

void session::begin_post(std::uint64_t ticket, http::hang_up cut) {
  if (phase_ != phase::open || !is_polling()) return;
  auto& requests = polls_.edit();
  if (requests.post == 0) {
    requests.post = ticket;
    requests.cut_post = std::move(cut);
    return;
  }
  requests.cut_post();
  broke_protocol();
}

void session::end_post(std::uint64_t ticket) {
  if (polls_->post == ticket) broke_protocol();
}

bool session::post(const http::request& head, std::span<char> body) {
  auto packets = split(body, most_packets);
  if (!packets) {
    broke_protocol();
    return false;
  }
  auto& requests = polls_.edit();
  requests.post = 0;
  requests.posting = &head;
  for (const auto& each : *packets)
    if (phase_ != phase::open || !handle(each)) break;
  requests.posting = nullptr;
  return true;
}

void session::add_websocket(taken_socket with, std::string_view leftover) {
  auto made = std::make_unique<websocket_transport>(*this, std::move(with));
  auto& added = *made;
  bool wanted =
      !current_ && !probe_ && is_open() && engine_.options().allow_upgrades;
  if (!wanted) {
    strays_.push_back(std::move(made));
    added.start({});
    return added.close(websocket::close_code::normal, {});
  }
  probe_ = std::move(made);
  added.expect_upgrade(engine_.options().upgrade_timeout);
  added.start(leftover);
}

// -- packets ------------------------------------------------------------------

bool session::handle(const packet& p) {
  switch (p.type) {
    case packet_type::message:
      handle_message(p);
      break;
    case packet_type::pong:
      waits_for_ = waits_for::ping_due;
      engine_.timers().start(*this, engine_.options().ping_interval);
      break;
    case packet_type::close:
      if (polling_ && polling_->waiting())
        polling_->answer_with(std::string{noop_packet});
      end(close_cause::transport_close);
      if (current_) current_->close(websocket::close_code::normal, {});
      else finish();
      break;
    case packet_type::ping:  // the wrong way round since version 4
      broke_protocol();
      break;
    case packet_type::open:
    case packet_type::upgrade:
    case packet_type::noop:
      break;
  }
  return phase_ == phase::open;
}

void session::handle_message(const packet& p) {
  if (p.binary) owner_->on_binary(p.payload);
  else owner_->on_text(p.payload);
}

void session::broke_protocol() {
  if (phase_ != phase::open) return;
  end(close_cause::transport_error);
  if (current_) return current_->close(websocket::close_code::normal, {});
  polling_->answer_with(std::string{close_packet});
  finish();
}

void session::on_packet(websocket_transport& from,
                        const core::result<packet>& p) {
  if (&from == probe_.get()) {
    if (p) return on_probe_packet(*p);
    return from.drop();
  }
  if (&from != current_.get() || phase_ != phase::open) return;
  if (p) handle(*p);
  else broke_protocol();
}

// "Upgrade": ping and pong with `probe` on the new transport, then `upgrade`.
void session::on_probe_packet(const packet& p) {
  if (p.type == packet_type::ping && p.payload == "probe") {
    probe_->push(text_frame(packet_type::pong, "probe"));
    probe_->probed = true;
    if (polling_->empty()) polling_->answer_with(std::string{noop_packet});
    // Answers to requests do not wait for the end of the turn: one that says
    // that the upgrade is done must not overtake its beginning.
    home().flush_now();
    return;
  }
  bool in_time = phase_ == phase::open || waits_for_ == waits_for::goodbye;
  if (p.type == packet_type::upgrade && in_time) return upgrade();
  probe_->drop();
}

void session::upgrade() {
  probe_->upgraded();
  current_ = std::move(probe_);
  polling_->answer_with(std::string{noop_packet});
  for (auto& each : polling_->take()) current_->push(std::move(each));
  home().bury(std::move(polling_));
  if (owner_) return owner_->on_sink(current_->sink());
  // Closed meanwhile: the last packets wait for this transport.
  current_->close(websocket::close_code::normal, {});
}

void session::on_closing(websocket_transport& which) {
  if (&which == current_.get()) end(close_cause::transport_close);
}

void session::on_dropped(websocket_transport& which) {
  if (&which == current_.get()) {
    home().bury(std::move(current_));
    return finish();
  }
  if (&which == probe_.get()) return home().bury(std::move(probe_));
  for (auto& each : strays_) {
    if (each.get() != &which) continue;
    home().bury(std::move(each));
    each = std::move(strays_.back());
    return strays_.pop_back();
  }
}

// -- time ---------------------------------------------------------------------

void session::on_timeout() {
  switch (waits_for_) {
    case waits_for::ping_due:
      return send_ping();
    case waits_for::pong:
      end(close_cause::ping_timeout);
      if (current_) return current_->drop();
      [[fallthrough]];
    case waits_for::goodbye:
      if (polling_) polling_->answer_with(std::string{close_packet});
      return finish();
  }
}

void session::send_ping() {
  waits_for_ = waits_for::pong;
  engine_.timers().start(*this, engine_.options().ping_timeout);
  net::push(home(), sink(), text_frame(packet_type::ping, {}));
}

// -- end ----------------------------------------------------------------------

void session::close(std::uint16_t code, std::string_view reason) {
  if (phase_ != phase::open) return;
  end(close_cause::forced_close);
  if (current_) return current_->close(code, reason);
  waits_for_ = waits_for::goodbye;
  engine_.timers().start(*this, goodbye_time);
  if (polling_->empty()) say_goodbye();
}

// In an answer of its own: clients forget what came in the same one.
void session::say_goodbye() {
  if (said_goodbye_) return finish();
  said_goodbye_ = true;
  net::push(home(), *polling_, text_frame(packet_type::close, {}));
}

void session::end(close_cause why) {
  if (phase_ != phase::open) return;
  phase_ = phase::closing;
  stop_timeout();
  auto owner = std::move(owner_);
  owner->on_closed(why);
  home().bury(std::move(owner));
}

void session::finish() {
  if (phase_ == phase::closed) return;
  phase_ = phase::closed;
  stop_timeout();
  engine_.release(*this);
}

void session::drop() {
  end(close_cause::forced_close);
  if (polling_) polling_->answer_with(std::string{close_packet});
  if (current_) current_->drop();
  finish();
}

}  // namespace parley::net::engineio
