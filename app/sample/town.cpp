#include "app/sample/town.hpp"

#include <algorithm>
#include <map>

#include "app/sample/talk.hpp"
#include "app/sample/words.hpp"

namespace parley::app::sample {

namespace {

using core::member_role;

constexpr std::size_t operations_of_batch = 10'000;
constexpr std::size_t largest_group = 2000;
constexpr std::size_t largest_channel = 500;
constexpr std::size_t remembered = 20;  ///< messages that are answered
constexpr std::chrono::hours day{24};

constexpr unsigned stay = 70;  ///< percent of messages that go on in the room
constexpr unsigned answer = 15;
constexpr unsigned mention = 6;
constexpr unsigned reaction = 8;

std::string lower(std::string text) {
  for (auto& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

/// A town of many messages has talked for longer.
std::chrono::milliseconds span_of(std::size_t messages) {
  const auto days = std::clamp<std::size_t>(messages / 500, 7, 365);
  return day * static_cast<int>(days);
}

/// The name, with a number from its second use on.
std::string nth_name(std::string name, std::size_t nth,
                     const char* between = " ") {
  if (nth > 0) name += between + std::to_string(nth + 1);
  return name;
}

}  // namespace

town::town(const town_plan& plan, storage::writer& store)
    : plan_(plan),
      by_(plan.seed),
      to_(store, operations_of_batch),
      begin_(plan.end - span_of(plan.messages)) {}

void town::build() {
  settle_people();
  found_groups();
  open_channels();
  open_directs();
  talk();
  read_along();
  to_.finish();
}

std::vector<std::size_t> town::some_of(const std::vector<std::size_t>& from,
                                       std::size_t least, std::size_t most) {
  const auto wanted = std::min(
      from.size(), least + by_.below(std::max(most, least) - least + 1));
  auto chosen = from;
  for (std::size_t i = 0; i < wanted; ++i)
    std::swap(chosen[i], chosen[i + by_.below(chosen.size() - i)]);
  chosen.resize(wanted);
  return chosen;
}

void town::settle_people() {
  std::map<std::string, std::size_t> used;
  for (std::size_t i = 0; i < plan_.users; ++i) {
    const std::string first = by_.one_of(first_names);
    const std::string last = by_.one_of(last_names);
    const auto name = lower(first + '.' + last);
    core::user user;
    user.created_at = begin_ - day + std::chrono::seconds{i % 86'400};
    user.id = by_.id<core::user_id>(user.created_at);
    user.username = nth_name(name, used[name]++, "");
    user.display_name = first + ' ' + last;
    user.email = user.username + "@example.com";
    user.password_hash = plan_.password_hash;
    user.last_seen = plan_.end - std::chrono::minutes{by_.mostly_first(20'000)};
    if (i == 0) user.role = core::server_role::admin;
    if (i == 1) user.role = core::server_role::moderator;
    people_.push_back(to_.apply(storage::create_user{user}));
  }
}

void town::found_groups() {
  std::vector<std::size_t> everybody(people_.size());
  for (std::size_t i = 0; i < everybody.size(); ++i) everybody[i] = i;
  for (std::size_t i = 0; i < plan_.groups; ++i) {
    const auto largest = std::min(people_.size(), largest_group);
    founded made;
    made.members = some_of(everybody, std::max<std::size_t>(2, largest / 5),
                           std::max<std::size_t>(2, largest * 4 / 5));
    core::group group;
    group.created_at = begin_;
    group.id = made.id = by_.id<core::group_id>(begin_);
    group.name = nth_name(group_names[i % std::size(group_names)],
                          i / std::size(group_names));
    group.description = "Where the people of " + group.name + " meet";
    group.created_by = people_[made.members.front()].id;
    if (by_.percent(20)) group.access = core::visibility::closed;
    to_.apply(storage::create_group{group});
    for (std::size_t n = 1; n < made.members.size(); ++n)
      to_.apply(storage::add_group_member{
          group.id, people_[made.members[n]].id,
          n < 3 ? member_role::admin : member_role::member, begin_});
    groups_.push_back(std::move(made));
  }
}

void town::open_channels() {
  for (std::size_t i = 0; i < plan_.channels; ++i) {
    const auto& group = groups_[i % groups_.size()];
    const auto nth = i / groups_.size();
    const bool general = nth == 0;
    const auto crowd = std::min(group.members.size(), largest_channel);
    place made;
    made.members = general ? some_of(group.members, crowd, crowd)
                           : some_of(group.members, 2, crowd);
    core::room room;
    room.created_at = begin_;
    room.id = made.id = by_.id<core::room_id>(begin_);
    room.parent = group.id;
    room.name = nth_name(channel_names[nth % std::size(channel_names)],
                         nth / std::size(channel_names), "-");
    room.topic = "All about " + std::string{by_.one_of(things)};
    room.created_by = people_[made.members.front()].id;
    room.epoch = room.id.str().substr(24);
    if (!general && by_.percent(25)) room.access = core::visibility::closed;
    to_.apply(storage::create_room{room});
    for (std::size_t n = 1; n < made.members.size(); ++n)
      to_.apply(storage::append_joined{
          room.id, people_[made.members[n]].id,
          n == 1 ? member_role::admin : member_role::member, begin_});
    made.head = made.members.size();
    places_.push_back(std::move(made));
  }
}

void town::open_directs() {
  for (std::size_t i = 0; i + 1 < people_.size(); i += 2) {
    place made;
    made.members = {i, i + 1};
    core::room room;
    room.kind = core::room_kind::direct;
    room.created_at = begin_;
    room.id = by_.id<core::room_id>(begin_);
    room.created_by = people_[i].id;
    room.epoch = room.id.str().substr(24);
    const auto opened = to_.apply(
        storage::open_direct{room, {people_[i].id, people_[i + 1].id}});
    made.id = opened.room.id;
    places_.push_back(std::move(made));
  }
}

// People go on talking where somebody just did; now and then another room
// begins.
void town::talk() {
  if (plan_.messages == 0) return;
  const auto pause = (plan_.end - begin_) / (plan_.messages + 1);
  auto* at = &places_.front();
  for (std::size_t i = 0; i < plan_.messages; ++i) {
    if (!by_.percent(stay)) at = &places_[by_.mostly_first(places_.size())];
    say(*at, begin_ + pause * (i + 1));
  }
}

void town::say(place& at, core::timestamp when) {
  const auto who = at.members[by_.mostly_first(at.members.size())];
  core::message m;
  m.id = by_.id<core::message_id>(when);
  m.room = at.id;
  m.sender.id = people_[who].id;
  m.created_at = when;
  const bool answers = !at.latest.empty() && by_.percent(answer);
  if (answers) m.reply_to = by_.one_of(at.latest).id;
  m.content = answers ? something_answered(by_) : something_said(by_);
  if (by_.percent(mention)) {
    const auto& called = people_[by_.one_of(at.members)];
    m.content = '@' + called.username + ' ' + m.content;
    m.mentions.users.push_back(called.id);
  }
  const auto stored = to_.apply(storage::append_message{std::move(m), {}});
  at.head = stored.seq;
  const said now{stored.id, who};
  if (at.latest.size() < remembered) at.latest.push_back(now);
  else at.latest[at.count % remembered] = now;
  ++at.count;
  if (by_.percent(reaction)) react(at, by_.one_of(at.latest), when);
}

void town::react(place& at, const said& to, core::timestamp when) {
  const std::string emoji = by_.one_of(emojis);
  for (std::size_t n = 1 + by_.mostly_first(4); n > 0; --n) {
    const auto& who = people_[by_.one_of(at.members)];
    if (who.id == people_[to.by].id) continue;
    storage::append_change change;
    change.room = at.id;
    change.message = to.id;
    change.by = who.id;
    change.at = when;
    change.what = core::entry_kind::reacted;
    change.text = emoji;
    if (const auto seq = to_.apply(change).seq; seq != 0) at.head = seq;
  }
}

// Most have read all, some are behind.
void town::read_along() {
  for (const auto& at : places_)
    for (auto who : at.members) {
      const auto behind = by_.percent(60) ? 0 : by_.mostly_first(at.head);
      storage::set_read_mark mark;
      mark.room = at.id;
      mark.user = people_[who].id;
      mark.mark.read = mark.mark.delivered = at.head - behind;
      to_.apply(mark);
    }
}

}  // namespace parley::app::sample
