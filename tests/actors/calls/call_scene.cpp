#include "tests/actors/calls/call_scene.hpp"

namespace parley::actors::testing {

namespace {

std::string name_of(core::call_notice what) {
  constexpr std::array<const char*, 9> words{
      "incoming", "ringing", "accepted", "elsewhere", "participants",
      "rejected", "busy",    "missed",   "ended"};
  return words.at(static_cast<std::size_t>(what));
}

}  // namespace

call_scene::call_scene(const core::rate_policy& calls_rate)
    : rates(std::make_shared<core::rate_limits>(
          core::rate_policies{{}, {}, {}, {}, calls_rate, {}}, metrics)) {}

void call_scene::open() {
  links_.reset();
  child_factory factory = [this](caf::event_based_actor* self,
                                 const child_key& key) {
    return start_child(self, key);
  };
  registry =
      spawn(actors::registry, std::move(factory), restart_policy{}, metrics);
  send(registry, to_switchboard(caf::make_message(open_switchboard{})));
}

caf::actor call_scene::start_child(caf::event_based_actor* self,
                                   const child_key& key) {
  auto at = caf::actor_cast<caf::actor>(self);
  const std::vector<caf::actor> edges{edge};
  if (!links_)
    links_ = std::make_shared<const call_links>(
        call_links{at, edges, store.client(), rates, metrics});
  if (key.kind == child_kind::room)
    return spawn(room, core::room_id{key.id},
                 std::make_shared<const room_links>(
                     room_links{at, edges, store.client(), metrics}),
                 room_settings{});
  if (key.kind == child_kind::call)
    return calls.emplace_back(
        spawn(live_call, core::call_id{key.id}, links_, settings));
  if (key == child_key::of(service::directory))
    return spawn(directory, std::make_shared<const directory_links>(
                                directory_links{at, edges, store.client()}));
  if (key == child_key::of(service::switchboard))
    return board = spawn(switchboard, links_, settings);
  return anybody;
}

std::unique_ptr<phone> call_scene::phone_of(const core::user& who) {
  auto made = std::make_unique<phone>(*this, who, ++slots);
  ready(*made);
  return made;
}

void call_scene::ready(const phone& at) {
  send(registry, to_switchboard(caf::make_message(
                     socket_ready{at.who, at.socket, at.session})));
}

call_command call_scene::command(const phone& at, call_action what,
                                 core::call_id call) const {
  return {call, at.who, std::move(what), at.socket, at.session};
}

call_scene::said call_scene::say(const phone& at, call_action what,
                                 core::call_id call) {
  return ask<call_ptr>(
      registry,
      to_switchboard(caf::make_message(command(at, std::move(what), call))));
}

call_scene::said call_scene::request(const core::user& who, call_action what,
                                     core::call_id call,
                                     core::device_id device) {
  call_command asked;
  asked.call = call;
  asked.by = identity_of(who, device ? device : core::device_id::make());
  asked.action = std::move(what);
  return ask<call_ptr>(registry,
                       to_switchboard(caf::make_message(std::move(asked))));
}

std::shared_ptr<std::optional<core::result<call_ptr>>> call_scene::ask_later(
    const phone& at, call_action what, core::call_id call) {
  auto got = std::make_shared<std::optional<core::result<call_ptr>>>();
  auto order =
      to_switchboard(caf::make_message(command(at, std::move(what), call)));
  spawn([got, order, to = registry](caf::event_based_actor* self) {
    self->request(to, caf::infinite, order)
        .then(
            [got](const core::result<call_ptr>& answered) { *got = answered; });
  });
  return got;
}

core::call_id call_scene::ring(const phone& from, const core::user& to) {
  auto placed = say(from, invite_to_call{to.id, {}});
  return placed->value()->id;
}

core::call_id call_scene::ring(const phone& from, core::room_id channel) {
  auto placed = say(from, invite_to_call{{}, channel});
  return placed->value()->id;
}

void call_scene::drop(const phone& at, core::call_id call) {
  send(registry, tell_if_live{child_key::of(call),
                              caf::make_message(socket_gone{
                                  at.who->user, at.who->device, at.socket})});
}

bool call_scene::hears(const phone& at, const tell_devices& order) const {
  return order.user == at.who->user &&
         (!order.only || order.only == at.who->device) &&
         (!order.except || order.except != at.who->device) &&
         (!order.socket || order.socket == at.socket);
}

std::vector<std::string> call_scene::told(const phone& at) const {
  std::vector<std::string> all;
  for (const auto& each : edge.all<tell_devices>())
    if (auto* news =
            std::get_if<call_news>(&std::get<user_news>(each.what->body));
        news != nullptr && hears(at, each))
      all.push_back(name_of(news->what));
  return all;
}

std::vector<std::string> call_scene::signals(const phone& at) const {
  std::vector<std::string> all;
  for (const auto& each : edge.all<tell_devices>())
    if (auto* news =
            std::get_if<signal_news>(&std::get<user_news>(each.what->body));
        news != nullptr && hears(at, each))
      all.push_back(news->said.content);
  return all;
}

std::vector<std::string> call_scene::log(core::room_id room) {
  storage::read_messages query;
  query.room = room;
  std::vector<std::string> all;
  for (const auto& each : store.read(query).value())
    if (each.type == core::message_type::call) all.push_back(each.content);
  return all;
}

}  // namespace parley::actors::testing
