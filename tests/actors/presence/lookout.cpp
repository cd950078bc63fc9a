#include "tests/actors/presence/lookout.hpp"

namespace parley::actors::testing {

namespace {

std::string word_of(const presence_changed& what) {
  std::string text = core::word_for(what.status);
  return what.text.empty() ? text : text + ' ' + what.text;
}

}  // namespace

lookout::lookout(presence_settings with) : settings(std::move(with)) {
  for (int i = 0; i < 2; ++i) edges.push_back(std::make_unique<probe>(*this));
  settings.now = [this] { return wall; };
  start();
}

void lookout::start() {
  auto links = std::make_shared<const presence_links>(
      presence_links{registry, {*edges[0], *edges[1]}, store.client(), blocks});
  presence = spawn(actors::presence, links, settings);
  run();
}

void lookout::online(const core::user& who, core::device_id device,
                     const caf::actor& from, bool away) {
  session_of[device] = from.address();
  send(presence, device_online{who.id, device, from, away});
}

void lookout::offline(const core::user& who, core::device_id device) {
  send(presence, device_offline{who.id, device, session_of[device]});
}

void lookout::watch(const core::user& who, const caf::actor& from) {
  send(presence, watch_user{who.id, from});
}

void lookout::unwatch(const core::user& who, const caf::actor& from) {
  send(presence, unwatch_user{who.id, from});
}

void lookout::alive(std::vector<core::device_id> devices) {
  send(presence, devices_alive{std::move(devices)});
}

void lookout::choose(const core::user& who, core::presence_wish wish,
                     const std::string& ack) {
  origin from{connection_id::of(0, 99, 1), ack, "presence_set"};
  send(presence, presence_command{from, identity_of(who), session,
                                  choose_presence{std::move(wish)}});
}

void lookout::look(const core::user& who, connection_id socket,
                   std::vector<core::user_id> users, const std::string& ack) {
  origin from{socket, ack, "presence_subscribe"};
  send(presence, presence_command{from, identity_of(who), viewer,
                                  look_at{std::move(users)}});
}

answer<core::result<presence_report>> lookout::find(const core::user& by,
                                                    core::user_id whom) {
  return ask<presence_report>(presence, find_presence{identity_of(by), whom});
}

answer<core::result<std::vector<presence_changed>>> lookout::find_all(
    const core::user& by, std::vector<core::user_id> whom) {
  find_people order{identity_of(by), std::move(whom)};
  return ask<std::vector<presence_changed>>(presence, std::move(order));
}

// Its own ticks see the time that has passed by then.
void lookout::wait(std::chrono::milliseconds time) {
  constexpr std::chrono::milliseconds step{50};
  for (; time > step; time -= step) {
    wall += step;
    pass(step);
  }
  wall += time;
  pass(time);
}

std::vector<std::string> lookout::told(const probe& at) {
  std::vector<std::string> all;
  for (const auto& each : at.all<user_status>())
    all.push_back(word_of(each.shown));
  return all;
}

std::vector<std::string> lookout::seen_at(connection_id socket) const {
  std::vector<std::string> all;
  for (const auto& order : edges.at(socket.edge())->all<tell_lookers>())
    for (const auto& news : *order.news)
      for (auto to : news.to) {
        if (to != socket) continue;
        const auto& what = std::get<presence_changed>(news.what->body);
        const auto* name = what.who == ann.id   ? "ann "
                           : what.who == bob.id ? "bob "
                           : what.who == cid.id ? "cid "
                                                : "? ";
        all.push_back(name + word_of(what));
      }
  return all;
}

std::vector<std::string> lookout::answers() const {
  std::vector<std::string> all;
  for (const auto& edge : edges)
    for (const auto& each : edge->all<reply>()) {
      const auto* why = std::get_if<core::failure>(&each.body);
      all.push_back(why == nullptr
                        ? each.to.ack
                        : std::string{core::describe(why->code).code});
    }
  return all;
}

core::timestamp lookout::stored_seen(const core::user& who) {
  return store.read(storage::find_user{who.id})->last_seen;
}

}  // namespace parley::actors::testing
