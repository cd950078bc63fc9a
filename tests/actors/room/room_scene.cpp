#include "tests/actors/room/room_scene.hpp"

namespace parley::actors::testing {

namespace {

std::string word(const char* text, const std::string& ack) {
  return ack.empty() ? text : std::string{text} + ' ' + ack;
}

struct reply_words {
  const std::string& ack;

  std::string operator()(const accepted&) const { return word("ok", ack); }
  std::string operator()(const message_stored& stored) const {
    return word(stored.duplicate ? "stored-before" : "stored", ack) + ' ' +
           std::to_string(stored.seq);
  }
  std::string operator()(const entry_stored& stored) const {
    return word("changed", ack) + ' ' + std::to_string(stored.seq);
  }
  std::string operator()(const storage::unread_state& state) const {
    return word("unread", ack) + ' ' + std::to_string(state.unread.messages);
  }
  std::string operator()(const std::shared_ptr<const join_result>&) const {
    return word("joined", ack);
  }
  std::string operator()(const call_ptr&) const { return word("call", ack); }
  std::string operator()(const core::failure& why) const {
    return word("refused", ack) + ' ' +
           std::string{core::describe(why.code).code};
  }
};

struct event_words {
  const room_event& event;

  std::string operator()(const custom_event& e) const { return e.name; }
  std::string operator()(const message_posted&) const { return at("message"); }
  std::string operator()(const member_joined&) const { return at("came"); }
  std::string operator()(const member_left&) const { return at("left"); }
  std::string operator()(const message_edited& e) const {
    return at("edited") + ' ' + e.value.content;
  }
  std::string operator()(const message_deleted&) const { return at("deleted"); }
  std::string operator()(const reaction_changed& e) const {
    return at(e.added ? "reacted" : "unreacted") + ' ' + e.emoji + ' ' +
           std::to_string(e.count);
  }
  std::string operator()(const pin_changed& e) const {
    return at(e.pinned ? "pinned" : "unpinned");
  }
  std::string operator()(const mark_moved& e) const {
    return "read-to " + std::to_string(e.mark.read);
  }
  std::string operator()(const typing_changed& e) const {
    return e.is_typing ? "typing" : "typing-over";
  }
  std::string operator()(const typing_crowd& e) const {
    return (e.several ? "several " : "several-over ") + std::to_string(e.count);
  }
  std::string operator()(const presence_changed& e) const {
    return core::word_for(e.status);
  }
  std::string operator()(const room_changed& e) const {
    return at(e.archived ? "archived" : "changed");
  }
  std::string operator()(const standing_changed& e) const {
    constexpr const char* names[] = {"role", "muted", "unmuted", "banned",
                                     "unbanned"};
    auto first = static_cast<int>(core::entry_kind::role_changed);
    return at(names[static_cast<int>(e.what) - first]);
  }
  std::string operator()(const user_news&) const { return "news"; }
  std::string at(const char* what) const {
    return std::string{what} + ' ' + std::to_string(event.seq);
  }
};

// "replayed 3 4 head 4"
std::string words_of(const join_result& result) {
  constexpr const char* names[] = {"replayed", "snapshot", "gone"};
  std::string text = names[static_cast<std::size_t>(result.recovered)];
  for (const auto& entry : result.entries)
    text += ' ' + std::to_string(entry->seq);
  return text + " head " + std::to_string(result.seq);
}

std::string words_of(const caf::message& heard) {
  if (heard.match_elements<reply>()) {
    const auto& it = heard.get_as<reply>(0);
    return std::visit(reply_words{it.to.ack}, it.body);
  }
  if (heard.match_elements<room_event_ptr>()) {
    return room_scene::word_of(*heard.get_as<room_event_ptr>(0));
  }
  if (heard.match_elements<release>()) {
    const auto& body = heard.get_as<release>(0).answer.body;
    return words_of(*std::get<std::shared_ptr<const join_result>>(body));
  }
  if (heard.match_elements<subscribe>()) return "hold";
  if (heard.match_elements<unsubscribe>()) return "unsubscribe";
  if (heard.match_elements<expel>()) return "expel";
  if (heard.match_elements<expel_all>()) return "expel-all";
  if (heard.match_elements<tell_users>()) return "tell";
  if (heard.match_elements<tell_counts>()) return "counts";
  return "?";
}

}  // namespace

std::string room_scene::word_of(const room_event& event) {
  return std::visit(event_words{event}, event.body);
}

room_scene::room_scene(room_settings with, core::visibility access)
    : settings(with) {
  group = store.add_group("crew", ann);
  store.add_to_group(group, bob);
  store.add_to_group(group, cid);
  lobby = store.add_room("lobby", group, ann, access);
  store.add_to_room(lobby, bob);
  for (int i = 0; i < 2; ++i) edges.push_back(std::make_unique<probe>(*this));
  start();
}

void room_scene::start() {
  auto links = std::make_shared<const room_links>(
      room_links{registry, {*edges[0], *edges[1]}, store.client(), metrics});
  room = spawn(actors::room, lobby.id, links, settings);
  run();
}

seat room_scene::take_seat(const core::user& user, std::size_t edge) {
  seat made{
      user,
      identity_of(user),
      connection_id::of(static_cast<std::uint16_t>(edge), ++seats_taken_, 1),
      std::make_unique<probe>(*this),
      {}};
  open(made);
  return made;
}

void room_scene::open(seat& from) {
  from.opened =
      request<room_opened>(room, open_room{lobby.id, from.who, *from.session});
  if (from.opened.came()) door = from.opened->door;
}

void room_scene::post_act(const seat& from, room_action what,
                          const std::string& ack) {
  if (door) door->enter();
  post_as(
      *from.session, room,
      room_command{{from.connection, ack, "event"}, from.who, std::move(what)});
}

void room_scene::join_by(const seat& from, room_action what,
                         const std::string& ack) {
  door->enter();
  post_as(*from.session, room,
          room_command{{from.connection, ack, "event", room_words::session},
                       from.who,
                       std::move(what),
                       true});
  run();
}

void room_scene::act(const seat& from, room_action what,
                     const std::string& ack) {
  post_act(from, std::move(what), ack);
  run();
}

void room_scene::join(const seat& from, const std::string& ack) {
  act(from, join_channel{}, ack);
}

void room_scene::join_since(const seat& from, core::seq_t since,
                            const std::string& epoch, const std::string& ack) {
  act(from, join_channel{since, epoch}, ack);
}

void room_scene::leave(const seat& from, const std::string& ack) {
  act(from, leave_channel{}, ack);
}

void room_scene::say(const seat& from, const std::string& text,
                     const std::string& client_id) {
  send_message what;
  what.content = text;
  what.client_id = client_id;
  act(from, std::move(what), text);
}

void room_scene::type(const seat& from, bool is_typing) {
  act(from, signal_typing{is_typing}, {});
}

user_status room_scene::status_of(core::user_id who, bool online) {
  auto as = online ? presence_status::online : presence_status::offline;
  return {who, online, {who, as, core::now(), {}}};
}

std::shared_ptr<const join_result> room_scene::joined(std::size_t edge) const {
  return std::get<std::shared_ptr<const join_result>>(
      edges.at(edge)->last<release>().answer.body);
}

words room_scene::story(std::size_t edge) const {
  words told;
  for (const auto& each : edges.at(edge)->heard())
    told.push_back(words_of(each));
  return told;
}

void room_scene::forget() {
  for (auto& edge : edges) edge->forget();
  registry.forget();
}

}  // namespace parley::actors::testing
