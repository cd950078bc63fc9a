// Who learns of a message without hearing the room: those whom it alerts, and
// all members by what they have not read.

#include <algorithm>
#include <array>
#include <unordered_set>

#include "actors/room/room.hpp"

namespace parley::actors {

namespace {

/// Messages that follow each other closely are counted together.
constexpr std::chrono::milliseconds unread_pause{250};

bool wants(core::alert_level level, alert_reason why) {
  switch (level) {
    case core::alert_level::all:
      return true;
    case core::alert_level::usual:
      return why != alert_reason::message;
    case core::alert_level::mentions:
      return why == alert_reason::mention || why == alert_reason::reply;
    case core::alert_level::none:
      break;
  }
  return false;
}

}  // namespace

/// Members sorted by why they are alerted; each is so once, for the first
/// reason that is found.
class room_state::alert_list {
 public:
  using members = std::unordered_map<core::user_id, core::room_member>;

  alert_list(const members& of, core::user_id sender)
      : members_(of), sender_(sender) {}

  void add(core::user_id who, alert_reason why) {
    auto found = members_.find(who);
    if (found != members_.end()) add(found->second, why);
  }
  void add_all(alert_reason why) {
    for (const auto& [id, member] : members_) add(member, why);
  }

  using users = std::vector<core::user_id>;
  const users& of(alert_reason why) const {
    return lists_[static_cast<std::size_t>(why)];
  }

 private:
  void add(const core::room_member& member, alert_reason why) {
    const auto& id = member.who.id;
    if (id == sender_ || member.alerts.muted(now_)) return;
    if (!wants(member.alerts.level, why) || !told_.insert(id).second) return;
    lists_[static_cast<std::size_t>(why)].push_back(id);
  }

  const members& members_;
  core::user_id sender_;
  core::timestamp now_ = core::now();
  std::unordered_set<core::user_id> told_;
  std::array<users, alert_reason_count> lists_;
};

// -- alerts -------------------------------------------------------------------

void room_state::tell_outside(const room_event_ptr& event) {
  const auto& message = std::get<message_posted>(event->body).value;
  count_message(message);
  if (!message.reply_to) return alert_members(event, {});
  with_author(message.reply_to,
              [this, event](core::result<core::user_id> author) {
                alert_members(event, author ? *author : core::user_id{});
              });
}

void room_state::alert_members(const room_event_ptr& event,
                               core::user_id answered) {
  const auto& message = std::get<message_posted>(event->body).value;
  alert_list called{members_, message.sender.id};
  for (const auto& user : message.mentions.users)
    called.add(user, alert_reason::mention);
  if (answered) called.add(answered, alert_reason::reply);
  if (message.mentions.channel) {
    called.add_all(alert_reason::mention);
  } else if (message.mentions.here) {
    for (const auto& user : present_members())
      called.add(user, alert_reason::mention);
  }
  if (meta_.kind == core::room_kind::direct)
    called.add_all(alert_reason::direct);
  for (const auto& user : eager_) called.add(user, alert_reason::message);
  for (auto why : {alert_reason::mention, alert_reason::reply,
                   alert_reason::direct, alert_reason::message})
    if (const auto& users = called.of(why); !users.empty())
      alert(users, why, event);
}

void room_state::alert(const std::vector<core::user_id>& users,
                       alert_reason why, const room_event_ptr& about) {
  auto event = std::make_shared<room_event>();
  event->room = id_;
  event->body = user_news{message_alert{why, meta_, about}};
  tell_users order{std::make_shared<const std::vector<core::user_id>>(users),
                   std::move(event)};
  order.is_alert = true;
  order.from = std::get<message_posted>(about->body).value.sender.id;
  for (const auto& edge : links_->edges) self_->send(edge, order);
}

caf::result<core::result<core::alert_settings>> room_state::set_alerts_of(
    const set_room_alerts& ask) {
  using answer = core::result<core::alert_settings>;
  ++from_registry_;
  last_used_ = self_->clock().now();
  auto promise = self_->make_response_promise();
  auto refused = [promise](const core::failure& why) mutable {
    promise.deliver(answer{why});
  };
  if (!usable_) {
    refused(broken_);
    return promise;
  }
  if (auto may = check(*ask.by, core::action::mark_read); !may) {
    explain(ask.by, core::action::mark_read, may.error(), std::move(refused));
    return promise;
  }
  ++reads_in_flight_;
  auto who = ask.by->user;
  links_->store.write(
      self_, storage::set_alerts{id_, who, ask.alerts},
      [this, promise, who,
       alerts = ask.alerts](core::result<storage::done> done) mutable {
        --reads_in_flight_;
        if (!done) return promise.deliver(answer{done.error()});
        if (auto found = members_.find(who); found != members_.end())
          found->second.alerts = alerts;
        note_eager(who, alerts);
        promise.deliver(answer{alerts});
      });
  return promise;
}

void room_state::note_eager(core::user_id who,
                            const core::alert_settings& alerts) {
  if (alerts.level == core::alert_level::all) eager_.insert(who);
  else eager_.erase(who);
}

// -- counts -------------------------------------------------------------------

void room_state::count_message(const core::message& message) {
  ++messages_;
  for (const auto& user : called_by(message.mentions))
    counts_.mention(user, message.seq);
  set_count(message.sender.id, messages_, 0);
  if (members_.size() > settings_.unread_crowd) return;
  if (std::exchange(unread_tick_set_, true)) return;
  self_->delayed_send(self_, unread_pause, unread_tick{});
}

void room_state::tell_unread() {
  unread_tick_set_ = false;
  if (!usable_ || stopping_ || members_.size() > settings_.unread_crowd) return;
  if (counts_.known()) return send_unread();
  ++reads_in_flight_;
  links_->store.read(self_, storage::list_marks{id_},
                     [this](core::result<storage::room_marks> got) {
                       --reads_in_flight_;
                       if (!got) return;
                       std::erase_if(got->members, [this](const auto& each) {
                         return !is_member(each.user);
                       });
                       counts_.load(*got);
                       count_own_messages();
                       send_unread();
                     });
}

// What was sent a moment ago is not marked as read in the store yet; what came
// after it is unread, and may call its sender.
void room_state::count_own_messages() {
  struct newer {
    core::seq_t seq;
    std::vector<core::user_id> called;
  };
  std::vector<newer> newest;
  if (own_marks_.empty()) return;
  for (const auto& each : latest_.list()) {
    const auto& mentions = std::get<message_posted>(each->body).value.mentions;
    newest.push_back({each->seq, called_by(mentions)});
  }
  for (const auto& [who, seq] : own_marks_) {
    std::uint64_t unread = 0;
    std::uint64_t mentions = 0;
    for (const auto& each : newest) {
      if (each.seq <= seq) continue;
      ++unread;
      if (std::ranges::find(each.called, who) != each.called.end()) ++mentions;
    }
    set_count(who, messages_ - unread, mentions);
  }
}

// What was on its way as somebody left counts for nobody.
void room_state::set_count(core::user_id who, std::uint64_t read,
                           std::uint64_t mentions) {
  if (is_member(who)) counts_.set(who, read, mentions);
}

void room_state::send_unread() {
  auto newest = latest_.list();
  tell_counts order;
  order.room = id_;
  order.head = head_;
  if (!newest.empty()) order.last = newest.back();
  order.counts = std::make_shared<const std::vector<unread_counts::own>>(
      counts_.list(messages_));
  for (const auto& edge : links_->edges) self_->send(edge, order);
}

/// A member's other sockets show the same.
void room_state::note_read(core::user_id who,
                           const storage::unread_state& now) {
  if (!is_member(who)) return;
  counts_.set(who, now.messages - now.unread.messages, now.unread.mentions);
  auto event = std::make_shared<room_event>();
  event->room = id_;
  event->service = service_class::latest_wins;
  event->body = user_news{unread_news{id_, head_, now.unread, now.mark, {}}};
  tell_users order{std::make_shared<const std::vector<core::user_id>>(1, who),
                   std::move(event)};
  for (const auto& edge : links_->edges) self_->send(edge, order);
}

}  // namespace parley::actors
