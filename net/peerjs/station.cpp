#include "net/peerjs/station.hpp"

#include "actors/house_rules.hpp"
#include "actors/messages/registry_orders.hpp"
#include "net/peerjs/frames.hpp"

namespace parley::net::peerjs {

using namespace actors;

namespace {

struct sweep_tick {};
struct seek_peer_hub {};

constexpr std::chrono::milliseconds sweep_interval{500};
constexpr std::chrono::milliseconds seek_pause{250};
constexpr std::chrono::seconds seek_patience{5};

}  // namespace

}  // namespace parley::net::peerjs

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::net::peerjs::sweep_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::net::peerjs::seek_peer_hub)

namespace parley::net::peerjs {

station::station(socket_home& home, std::uint16_t index, const settings& with,
                 std::size_t longest_message)
    : home_(home),
      index_(index),
      settings_(with),
      parser_(longest_message),
      timers_(home.home().io()) {}

station::~station() = default;

void station::connect_to(caf::actor self, caf::actor registry) {
  self_ = std::move(self);
  registry_ = std::move(registry);
  peer_hub_ = {};
}

// -- sockets ------------------------------------------------------------------

void station::open(core::result<applicant> who, taken_socket with,
                   std::string_view leftover) {
  if (!who) {
    auto text = error_text(who.error().message());
    return add({}, std::move(with)).turn_away(text);
  }
  if (!peer_hub_ && !std::exchange(seeking_, true))
    caf::anon_send(self_, seek_peer_hub{});
  add(std::move(*who), std::move(with)).apply(leftover);
}

peer& station::add(applicant who, taken_socket with) {
  auto number = ++last_number_;
  auto made =
      std::make_unique<peer>(*this, number, std::move(who), std::move(with));
  return *peers_.emplace(number, std::move(made)).first->second;
}

peer* station::find(std::uint64_t number) {
  auto found = peers_.find(number);
  return found == peers_.end() ? nullptr : found->second.get();
}

// A copy: what one of them does may end it.
std::vector<peer*> station::all() {
  std::vector<peer*> found;
  for (auto& [number, each] : peers_) found.push_back(each.get());
  return found;
}

peer_socket station::name_of(const peer& who) const {
  return {self_, who.number()};
}

void station::remove(peer& gone) {
  auto found = peers_.find(gone.number());
  home_.bury(std::move(found->second));
  peers_.erase(found);
}

void station::close_all() {
  closed_ = true;
  for (auto* each : all()) each->close(close_reason::draining);
}

void station::drop_all() {
  for (auto* each : all()) each->drop();
}

void station::sweep() {
  for (auto* each : all()) each->sweep(home_.now_ms());
}

// -- the peer hub ----------------------------------------------------------

void station::meet(const peer_hub_found& found) {
  seeking_ = false;
  peer_hub_ = found.handle;
  signals_ = found.signals;
  for (auto* each : all()) each->announce();
}

bool station::lose_peer_hub() {
  peer_hub_ = {};
  signals_ = nullptr;
  for (auto* each : all()) each->await_peer_hub();
  seeking_ = !peers_.empty();
  return seeking_;
}

void station::pass_on(peer_signal said) {
  if (signals_) signals_->add(said.text.size());
  say(peer_says{std::make_shared<const peer_signal>(std::move(said))});
}

void station::on_admitted(const peer_admitted& order) {
  if (auto* found = find(order.number)) found->admitted(order.fresh);
}

void station::on_refused(const peer_refused& order) {
  auto* found = find(order.number);
  if (found == nullptr) return;
  found->refused(order.why);
}

void station::on_replaced(const peer_replaced& order) {
  if (auto* found = find(order.number)) found->replaced();
}

// One that is gone has said so before this: the peer hub knows better now.
void station::on_deliver(const deliver_signal& order) {
  auto* found = find(order.number);
  if (found == nullptr || !found->is_open())
    return void(say(peer_missed{order.what}));
  found->tell(order.what->text);
}

void station::on_expired(const signal_expired& order) {
  // As if the one that was called had sent it.
  if (auto* found = find(order.number); found && found->is_open())
    found->tell(expire_text(order.dst, order.src));
}

// -- mailbox ------------------------------------------------------------------

station_actor::station_actor(caf::actor_config& config,
                             std::shared_ptr<station> core)
    : placed_actor(config), station_(std::move(core)) {
  pin(station_->index());
}

void station_actor::seek() {
  if (!station_->registry()) return;  // the server stops
  forward_to order{child_key::of(service::peer_hub),
                   caf::make_message(find_peer_hub{})};
  request(station_->registry(), seek_patience, std::move(order))
      .then(
          [this](const peer_hub_found& found) {
            monitor(found.handle);
            station_->meet(found);
          },
          [this](caf::error&) {
            delayed_send(this, seek_pause, seek_peer_hub{});
          });
}

caf::behavior station_actor::make_behavior() {
  follow_house_rules(this);
  set_down_handler([this](caf::down_msg&) {
    if (station_->lose_peer_hub()) seek();
  });
  delayed_send(this, sweep_interval, sweep_tick{});
  auto* at = station_.get();
  return {
      [at](const peer_admitted& order) { at->on_admitted(order); },
      [at](const peer_refused& order) { at->on_refused(order); },
      [at](const peer_replaced& order) { at->on_replaced(order); },
      [at](const deliver_signal& order) {
        at->on_deliver(order);
        at->home().flush_if_much();
      },
      [at](const signal_expired& order) { at->on_expired(order); },
      [this](const seek_peer_hub&) { seek(); },
      [this, at](const sweep_tick&) {
        at->sweep();
        delayed_send(this, sweep_interval, sweep_tick{});
      },
  };
}

}  // namespace parley::net::peerjs
