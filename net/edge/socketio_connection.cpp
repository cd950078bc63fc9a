#include "net/edge/socketio_connection.hpp"

#include <utility>

#include "net/edge/close_codes.hpp"
#include "net/edge/edge.hpp"
#include "net/edge/recovery_orders.hpp"
#include "net/engineio/session.hpp"
#include "net/socketio/client.hpp"

namespace parley::net {

using actors::close_reason;

namespace {

decoded refuse(std::string_view why, std::string_view event, std::string ack) {
  return bad_request{{core::errc::invalid_request, std::string{why}},
                     std::move(ack),
                     std::string{event}};
}

const codec& codec_for(const socketio::packet_format& format) {
  return &format == &socketio::msgpack_packets() ? socket_io_msgpack()
                                                 : socket_io();
}

core::errc code_for(close_reason why) {
  switch (why) {
    case close_reason::token_expired:
      return core::errc::token_expired;
    case close_reason::session_revoked:
      return core::errc::token_revoked;
    case close_reason::unauthorized:
    case close_reason::auth_timeout:
      return core::errc::unauthorized;
    default:
      return core::errc::invalid_request;
  }
}

}  // namespace

/// Belongs to the socket; the connection belongs to the edge.
class socketio_connection::handler final : public socketio::socket_handler {
 public:
  explicit handler(socketio_connection& of) : of_(of) {}

  void on_event(socketio::received& event) override { of_.on_event(event); }
  void on_ack(socketio::received&) override {}  // the server asks nothing
  void on_sink(frame_sink& to) override {
    if (!of_.returning_) of_.send_through(to);
  }
  void on_overflow() override { of_.edge_.metrics().slow_closes.add(); }
  void on_leave(socketio::leave_reason why) override { of_.on_left(why); }

 private:
  socketio_connection& of_;
};

socketio_connection::socketio_connection(edge& owner, actors::connection_id id,
                                         socketio::socket& of)
    : connection(owner, id, codec_for(of.connection().format())),
      socket_(&of) {}

// -- coming in ----------------------------------------------------------------

void socketio_connection::enter() {
  socket_->accept(std::make_unique<handler>(*this));
}

void socketio_connection::enter_as(const actors::access_claims& whom,
                                   std::string pid, std::string offset) {
  auto& book = edge_.recoveries();
  reclaim order{pid, offset, whom.who.device, id()};
  if (book.is_on() && edge_.ask_for(order)) {
    const auto& context = edge_.context();
    returning_ = std::make_unique<return_to>(
        context.sockets.outbox_budget,
        edge_.home().now_ms() + context.settings->auth_timeout.count());
    returning_->pid = std::move(pid);
    returning_->offset = std::move(offset);
    send_through(returning_->held);
    socket_->attend(std::make_unique<handler>(*this));
  } else {
    socket_->attend(std::make_unique<handler>(*this));
    accept(book.is_on() ? book.make_pid() : std::string{}, {});
  }
  authorize(whom.who, whom.expires_at);
}

void socketio_connection::accept(std::string pid, const std::string& offset) {
  socket_->accept(pid);
  if (pid.empty()) return;
  auto& book = edge_.recoveries();
  trail_ =
      std::make_unique<recovery_trail>(std::move(pid), offset, book.position());
  book.add_live(trail_->pid(), id());
}

void socketio_connection::on_attached() {
  if (!returning_) return greet();
  returning_->attached = true;
  rejoin_when_ready();
}

void socketio_connection::on_reclaimed(
    std::shared_ptr<recovered_client> client) {
  if (!returning_) return;
  returning_->claimed = true;
  returning_->client = std::move(client);
  rejoin_when_ready();
}

void socketio_connection::rejoin_when_ready() {
  if (!returning_->claimed || !returning_->attached) return;
  if (returning_->client) rejoin_rooms();
  if (returning_->rooms_left == 0) on_rooms_answered();
}

// What it missed comes from the rooms' own logs.
void socketio_connection::rejoin_rooms() {
  auto& book = edge_.recoveries();
  trail_ = std::make_unique<recovery_trail>(returning_->pid, returning_->offset,
                                            book.position());
  for (const auto& mark : returning_->client->rooms) {
    actors::join_channel join;
    join.since = mark.seq;
    join.returns = true;
    actors::origin from{id(), mark.room.str(), actors::rejoin_event,
                        mark.words};
    if (ask(mark.room, std::move(join), std::move(from)))
      ++returning_->rooms_left;
    else returning_->failed = true;
  }
}

void socketio_connection::on_rejoined(const actors::reply& answer) {
  if (!returning_ || returning_->rooms_left == 0) return;
  using joined = std::shared_ptr<const actors::join_result>;
  const auto* result = std::get_if<joined>(&answer.body);
  if (result == nullptr) note_refused_room(answer);
  else if ((*result)->recovered != actors::recovery::replayed)
    returning_->failed = true;
  else push_missed(**result, answer.to.words);
  // What the room still holds for the join goes out before the end.
  if (--returning_->rooms_left == 0)
    caf::anon_send(edge_.self(), net::rooms_answered{id()});
}

void socketio_connection::push_missed(const actors::join_result& joined,
                                      actors::room_words words) {
  push_held(joined.entries, words);
  push_held(joined.news, words);
}

// It was removed from the room while it was away, or worse.
void socketio_connection::note_refused_room(const actors::reply& answer) {
  const auto* why = std::get_if<core::failure>(&answer.body);
  auto room = core::room_id::parse(answer.to.ack);
  if (why != nullptr && why->code == core::errc::not_found && room)
    push(dialect().encode(notice{room_removed{*room}}));
  else returning_->failed = true;
}

void socketio_connection::on_rooms_answered() {
  if (!returning_ || socket_ == nullptr) return;
  auto back = std::move(returning_);
  send_through(socket_->connection().sink());
  bool recovered = back->client && !back->failed && !back->held.is_over();
  if (recovered) {
    socket_->restore(back->client->sid);
    socket_->accept(back->pid);
    edge_.recoveries().add_live(trail_->pid(), id());
  } else {
    edge_.recoveries().end(back->pid);
    if (back->client) leave_rooms_again(*back->client);
    accept(edge_.recoveries().make_pid(), {});
  }
  greet();
  if (recovered) look_on(back->client->former);
  if (recovered) back->held.pass_on(edge_.home(), socket_->connection().sink());
}

// It joins anew: what it missed is not to be had in time.
void socketio_connection::on_room_lost(core::room_id) {
  if (!returning_ || returning_->rooms_left == 0) return;
  returning_->failed = true;
  returning_->rooms_left = 0;
  caf::anon_send(edge_.self(), net::rooms_answered{id()});
}

// Engine.IO has heartbeats; rooms may not answer.
void socketio_connection::sweep_transport(std::int64_t now_ms) {
  if (!returning_ || at() != phase::open || now_ms <= returning_->deadline_ms)
    return;
  returning_->failed = true;
  on_rooms_answered();
}

// Also those whose answer is still on its way.
void socketio_connection::leave_rooms_again(const recovered_client& client) {
  edge_.leave_all_rooms(*this);
  for (const auto& mark : client.rooms)
    ask(mark.room, actors::leave_channel{}, {id(), {}, "leave_channel"});
  trail_ = nullptr;
}

// -- going, maybe to come back ------------------------------------------------

void socketio_connection::on_room_left(const room_stay& stay) {
  if (trail_ && at() != phase::ended) trail_->note_left(stay);
}

void socketio_connection::on_sent_alone(core::room_id room, core::seq_t first,
                                        core::seq_t last) {
  if (trail_)
    trail_->note_alone(room, first, last, edge_.recoveries().position());
}

std::vector<room_stay> socketio_connection::stays() {
  std::vector<room_stay> rooms;
  for (const auto& each : feeds()) {
    const auto& place = each.feed->subscribers()[each.index];
    if (!place.held) rooms.push_back(each.feed->stay_of(place));
  }
  return rooms;
}

namespace {

/// Whoever leaves on purpose, or is sent away, does not come back.
bool comes_back(socketio::leave_reason why) {
  using socketio::leave_reason;
  return why != leave_reason::client_namespace_disconnect &&
         why != leave_reason::server_namespace_disconnect &&
         why != leave_reason::parse_error;
}

}  // namespace

void socketio_connection::keep_for_return(socketio::leave_reason why) {
  auto& book = edge_.recoveries();
  bool returns = comes_back(why) && at() != phase::ended;
  if (auto back = std::exchange(returning_, nullptr)) {
    // Without an answer yet, the edge keeps what comes.
    if (back->client && returns)
      book.keep_again(back->pid, back->offset, std::move(*back->client));
    else if (back->claimed) book.end(back->pid);
  } else if (trail_) {
    auto pid = trail_->pid();
    book.remove_live(pid);
    if (returns)
      book.keep(
          {std::move(*trail_), socket_->sid(), who()->device, stays(), id()});
    else book.end(pid);
  }
  trail_ = nullptr;
}

// -- events -------------------------------------------------------------------

void socketio_connection::on_event(socketio::received& event) {
  std::string ack;
  if (event.head.id) ack = std::to_string(*event.head.id);
  if (event.binary)
    return handle(refuse("this event takes no attachments", event.head.name,
                         std::move(ack)));
  if (resting_) return keep(event.head, std::move(ack));
  handle_event(event.head.name, event.head.data, std::move(ack));
}

// `payload` is the whole array: the name, then the data.
void socketio_connection::handle_event(std::string_view name,
                                       json::value payload, std::string ack) {
  auto request = read_client_event(name, payload.at(1), ack);
  if (request) return handle(std::move(*request));
  handle(bad_request{request.error(), std::move(ack), std::string{name}});
}

void socketio_connection::keep(const socketio::packet& event, std::string ack) {
  waiting_bytes_ +=
      event.payload.size() + sizeof(waiting_event) + json::parser::padding;
  if (waiting_bytes_ > edge_.context().sockets.frames.max_message)
    return close(close_reason::too_big);
  std::string payload{event.payload};
  payload.append(json::parser::padding, ' ');
  if (!waiting_) waiting_ = std::make_unique<std::deque<waiting_event>>();
  waiting_->push_back(
      {std::string{event.name}, std::move(payload), std::move(ack)});
}

void socketio_connection::rest(bool resting) {
  resting_ = resting;
  while (!resting_ && waiting_ && !waiting_->empty()) {
    auto next = std::move(waiting_->front());
    waiting_->pop_front();
    std::string_view text{next.payload};
    text.remove_suffix(json::parser::padding);
    auto payload = edge_.parser().parse_padded(text);
    if (payload) handle_event(next.name, *payload, std::move(next.ack));
  }
  if (!waiting_ || !waiting_->empty()) return;
  waiting_ = nullptr;
  waiting_bytes_ = 0;
}

// -- ending -------------------------------------------------------------------

// A client that is told to leave the namespace does not come back by itself;
// one whose connection breaks does.
void socketio_connection::close_transport(close_reason why) {
  if (socket_ == nullptr) return;
  const auto& info = describe(why);
  auto& session = socket_->connection().session();
  if (info.what_to_do != core::advice::retry) {
    core::failure reason{code_for(why), std::string{info.reason}};
    if (!refusal_told_)
      socket_->push(dialect().encode(bad_request{reason, {}, "connect"}));
    socket_->disconnect();
  }
  session.close(info.code, info.reason);
}

void socketio_connection::drop() {
  if (socket_ != nullptr) socket_->connection().session().drop();
}

void socketio_connection::on_left(socketio::leave_reason why) {
  if (socket_ == nullptr) return;
  keep_for_return(why);
  socket_ = nullptr;
  end();
  edge_.remove(*this);
}

}  // namespace parley::net
