#include "actors/peerjs/peer_hub.hpp"

#include "actors/house_rules.hpp"
#include "actors/messages/registry_orders.hpp"
#include "actors/messages/storage_orders.hpp"

namespace parley::actors {

namespace {

struct queue_tick {};

constexpr std::chrono::milliseconds queue_pause{1'000};

}  // namespace

}  // namespace parley::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::queue_tick)

namespace parley::actors {

void peer_hub_state::init(const peer_hub_settings& settings,
                          std::shared_ptr<core::server_metrics> metrics) {
  settings_ = settings;
  metrics_ = std::move(metrics);
  backlog_ = std::make_shared<core::backlog>(settings.most_backlog);
  queues_ = std::make_unique<signal_queues>(settings.queues);
  metrics_->peers.set(0);
}

peer_hub_found peer_hub_state::introduce() const {
  return {caf::actor_cast<caf::actor>(self_), backlog_};
}

// -- who is there -------------------------------------------------------------

void peer_hub_state::admit(const peer_arrived& who) {
  auto refuse = [&](peer_refusal why) {
    self_->send(who.at.station, peer_refused{who.at.number, why});
  };
  if (auto found = peers_.find(who.id); found != peers_.end()) {
    if (found->second.owner != who.owner) return refuse(peer_refusal::id_taken);
    replace(found->second, who);
    return let_in(who, false);
  }
  if (is_full(who)) return refuse(peer_refusal::too_many);
  peers_.emplace(who.id, peer{who.owner, who.account, who.at});
  count_account(who.account, 1);
  metrics_->peers.set(static_cast<std::int64_t>(peers_.size()));
  let_in(who, true);
}

// A peer hub before this one has counted those that it let in.
bool peer_hub_state::is_full(const peer_arrived& who) const {
  if (who.known) return false;
  if (peers_.size() >= settings_.most_peers) return true;
  auto own = accounts_.find(who.account);
  return own != accounts_.end() && own->second >= settings_.most_of_account;
}

void peer_hub_state::replace(peer& former, const peer_arrived& who) {
  if (former.at.is(who.at)) return;
  self_->send(former.at.station, peer_replaced{former.at.number});
  former.at = who.at;
}

void peer_hub_state::let_in(const peer_arrived& who, bool fresh) {
  self_->send(who.at.station,
              peer_admitted{who.at.number, fresh && !who.known});
  for (auto& each : queues_->take(who.id)) relay(each);
}

void peer_hub_state::dismiss(const peer_left& who) {
  auto found = peers_.find(who.id);
  // One that another socket has taken over from is nobody any more.
  if (found == peers_.end() || !found->second.at.is(who.at)) return;
  count_account(found->second.account, -1);
  peers_.erase(found);
  metrics_->peers.set(static_cast<std::int64_t>(peers_.size()));
}

void peer_hub_state::count_account(const std::string& account,
                                   std::ptrdiff_t by) {
  if (account.empty()) return;
  auto own = accounts_.try_emplace(account).first;
  own->second += static_cast<std::size_t>(by);
  if (own->second == 0) accounts_.erase(own);
}

core::result<std::vector<std::string>> peer_hub_state::ids() const {
  std::vector<std::string> all;
  for (const auto& [id, each] : peers_) all.push_back(id);
  return all;
}

// -- what they say ------------------------------------------------------------

void peer_hub_state::take(const peer_signal_ptr& what) {
  backlog_->remove(what->text.size());
  relay(what);
}

void peer_hub_state::relay(const peer_signal_ptr& what) {
  auto found = peers_.find(what->dst);
  if (found == peers_.end()) return keep(what);
  const auto& at = found->second.at;
  metrics_->peer_signals_relayed.add();
  self_->send(at.station, deliver_signal{at.number, what});
}

// A farewell to somebody who is gone already has no meaning later.
void peer_hub_state::keep(const peer_signal_ptr& what) {
  if (what->word == peer_word::leave || what->word == peer_word::expire) return;
  switch (queues_->push(what, self_->clock().now())) {
    case signal_queues::fate::waits:
      metrics_->peer_signals_queued.add();
      break;
    case signal_queues::fate::dropped:
      metrics_->peer_signals_expired.add();
      break;
    case signal_queues::fate::refused:
      metrics_->peer_signals_expired.add();
      tell_expired(what->src, what->dst);
      break;
  }
  if (ticking_ || queues_->empty()) return;
  ticking_ = true;
  self_->delayed_send(self_, queue_pause, queue_tick{});
}

void peer_hub_state::expire() {
  auto over = queues_->expire(self_->clock().now());
  metrics_->peer_signals_expired.add(over.signals);
  for (const auto& [src, dst] : over.pairs) tell_expired(src, dst);
  ticking_ = !queues_->empty();
  if (ticking_) self_->delayed_send(self_, queue_pause, queue_tick{});
}

void peer_hub_state::tell_expired(const std::string& src,
                                  const std::string& dst) {
  auto found = peers_.find(src);
  if (found == peers_.end()) return;
  const auto& at = found->second.at;
  self_->send(at.station, signal_expired{at.number, src, dst});
}

caf::behavior peer_hub(peer_hub_state::self_ptr self,
                       peer_hub_settings settings,
                       std::shared_ptr<core::server_metrics> metrics) {
  auto& state = self->state;
  follow_house_rules(self);
  state.init(settings, std::move(metrics));
  return {
      [&state](const find_peer_hub&) { return state.introduce(); },
      [&state](const peer_arrived& who) { state.admit(who); },
      [&state](const peer_left& who) { state.dismiss(who); },
      [&state](const peer_says& note) { state.take(note.what); },
      [&state](const peer_missed& note) { state.relay(note.what); },
      [&state](const list_peers&) { return state.ids(); },
      [&state](const queue_tick&) { state.expire(); },
      [self](const stop_child&) {
        self->quit(caf::exit_reason::user_shutdown);
      },
  };
}

}  // namespace parley::actors
