// What sockets ask of a room.

#include <algorithm>

#include "actors/room/room.hpp"
#include "core/validation.hpp"

namespace parley::actors {

namespace {

bool joins(const room_command& command) {
  return command.joins || std::holds_alternative<join_channel>(command.action);
}

core::failure closed_meanwhile() {
  return {core::errc::unavailable, "the channel was closed meanwhile", 250};
}

}  // namespace

// Who is let in needs a session that has the room open: one that was told to
// forget it would not say when the socket leaves, nor when this room ends.
void room_state::take(room_command& command) {
  door_->leave();
  if (stopping_)
    return answer(command.from, core::failure{core::errc::draining});
  if (!usable_) return answer(command.from, broken_);
  auto session = caf::actor_cast<caf::actor_addr>(self_->current_sender());
  if (joins(command) && !sessions_.contains(session))
    return answer(command.from, closed_meanwhile());
  if (!command.joins) return act(command);
  if (is_member(command.sender->user)) return hear_then_act(command);
  admit_then_join(command, {});
}

void room_state::act(room_command& command) {
  std::visit([&](auto& what) { act(command, what); }, command.action);
}

const caf::actor& room_state::edge_of(connection_id id) const {
  return links_->edges.at(id.edge());
}

void room_state::answer(const origin& to, reply_body body) {
  bool failed = std::holds_alternative<core::failure>(body);
  if (to.ack.empty() && !failed) return;
  self_->send(edge_of(to.connection), reply{to, std::move(body)});
}

// -- broadcast and messages ---------------------------------------------------

void room_state::act(room_command& command, broadcast& what) {
  if (auto may = check(*command.sender, core::action::broadcast); !may)
    return refuse(command, core::action::broadcast, may.error());
  if (auto ok = core::check_broadcast_name(what.event); !ok)
    return answer(command.from, ok.error());
  emit_ephemeral(service_class::ordered,
                 custom_event{std::move(what.event), std::move(what.data)});
  answer(command.from, accepted{});
}

void room_state::act(room_command& command, send_message& what) {
  auto may = check(*command.sender, core::action::post_message);
  if (!may && may.error().code != core::errc::rate_limited)
    return refuse(command, core::action::post_message, may.error());
  auto order = compose(*command.sender, std::move(what));
  if (!order) return answer(command.from, order.error());
  stop_typing(command.sender->user);
  submit(
      std::move(*order), may,
      [this, to = command.from](const core::result<storage::appended>& done) {
        if (!done) return answer(to, done.error());
        answer(to, message_stored{done->id, done->seq, done->created_at,
                                  done->duplicate});
      });
}

// -- joining ------------------------------------------------------------------

void room_state::act(room_command& command, join_channel& what) {
  if (is_member(command.sender->user))
    return answer_join({command.from, command.sender->user}, what);
  admit_then_join(command, what);
}

void room_state::act(room_command& command, leave_channel&) {
  stop_typing(command.sender->user);
  std::erase_if(admissions_, [&command](const admission& each) {
    return each.connection == command.from.connection;
  });
  self_->send(edge_of(command.from.connection),
              unsubscribe{id_, command.from.connection});
  answer(command.from, accepted{});
}

// Nobody asked for this join: what is answered is the event that joined.
void room_state::hear_then_act(room_command& command) {
  auto quiet = command.from;
  quiet.ack.clear();
  answer_join({quiet, command.sender->user}, {});
  act(command);
}

// A member of the group who opens one of its open channels becomes a member of
// the channel by that.
void room_state::admit_then_join(const room_command& command,
                                 const join_channel& what) {
  if (!meta_.parent || what.returns)
    return refuse_join(command, {core::errc::not_found});
  admissions_.push_back(
      {command.from.connection, command.sender->user,
       caf::actor_cast<caf::actor_addr>(self_->current_sender())});
  ++reads_in_flight_;
  links_->store.read(
      self_, storage::find_group_member{meta_.parent, command.sender->user},
      [this, command, what](core::result<core::group_member> member) {
        --reads_in_flight_;
        admit(command, what, member);
      });
}

void room_state::admit(const room_command& command, const join_channel& what,
                       const core::result<core::group_member>& member) {
  auto standing = standing_of(*command.sender);
  // Another socket of the user, or somebody else, was quicker.
  if (is_member(command.sender->user)) return end_admission(command, what, {});
  if (member) standing.in_group = member->role;
  else if (member.error().code != core::errc::not_found)
    return end_admission(command, what, member.error());
  auto may = core::permit(core::action::join_room, standing, about());
  if (!may) return end_admission(command, what, may);
  auto queued = append_change(
      true, member->who, core::member_role::member,
      [this, command, what](const core::result<storage::appended>& done) {
        if (done) end_admission(command, what, {});
        else end_admission(command, what, done.error());
      });
  if (!queued) end_admission(command, what, queued);
}

void room_state::end_admission(const room_command& command,
                               const join_channel& what,
                               core::result<void> admitted) {
  auto at = std::ranges::find(admissions_, command.from.connection,
                              &admission::connection);
  bool left = at == admissions_.end();
  bool attends = !left && sessions_.contains(at->session);
  if (!left) admissions_.erase(at);
  if (admitted && left)
    admitted = core::failure{core::errc::conflict, "the room was left since"};
  // It may have been taken away again by now.
  else if (admitted && !is_member(command.sender->user))
    admitted = core::failure{core::errc::not_found};
  if (!admitted) return refuse_join(command, admitted.error());
  if (!attends) return answer(command.from, closed_meanwhile());
  if (!command.joins)
    return answer_join({command.from, command.sender->user}, what);
  auto kept = command;
  hear_then_act(kept);
}

void room_state::refuse_join(const room_command& command,
                             const core::failure& why) {
  answer(command.from, why);
  if (!is_member(command.sender->user)) dismiss(command.sender->user);
}

// No socket of the user may hear the room: their sessions need not keep it
// open, unless one of them is about to come in. If that fails it is dismissed
// then.
void room_state::dismiss(core::user_id who) {
  if (std::ranges::find(admissions_, who, &admission::user) !=
      admissions_.end())
    return;
  std::vector<caf::actor_addr> theirs;
  for (const auto& [session, at] : sessions_)
    if (at.user == who) theirs.push_back(session);
  for (const auto& session : theirs) end_opening(session);
}

void room_state::end_opening(const caf::actor_addr& session) {
  room_ended note{id_, sessions_.at(session).opening};
  self_->send(caf::actor_cast<caf::actor>(session), note);
  close(session);
}

void room_state::answer_join(const joiner& who, const join_channel& what) {
  if (!what.since)
    return send_release(who, {recovery::snapshot}, latest_.list());
  bool other_log = !what.epoch.empty() && what.epoch != meta_.epoch;
  if (other_log || *what.since > head_)
    return send_release(who, {recovery::gone}, latest_.list());
  if (auto entries = recent_.after(*what.since, head_))
    return send_release(who, {recovery::replayed}, std::move(*entries));
  if (head_ - *what.since > settings_.replay_entries)
    return send_release(who, {recovery::snapshot}, latest_.list());
  replay_from_store(who, *what.since);
}

// The socket sees the room from the present head on, held back until the
// entries up to that head have been read: no seam, nothing twice.
void room_state::replay_from_store(const joiner& who, core::seq_t since) {
  send_subscribe(who.to);
  ++reads_in_flight_;
  storage::read_log query{id_, since, head_, settings_.replay_entries,
                          settings_.replay_bytes};
  links_->store.read(
      self_, query,
      [this, who,
       upto = head_](core::result<std::vector<core::log_entry>> got) {
        --reads_in_flight_;
        if (!got) {
          const auto& socket = who.to.connection;
          self_->send(edge_of(socket), unsubscribe{id_, socket});
          return answer(who.to, got.error());
        }
        bool complete = !got->empty() && got->back().seq == upto;
        if (!complete) return release_afresh(who);
        std::vector<room_event_ptr> entries;
        for (auto& entry : *got) entries.push_back(as_event(std::move(entry)));
        send_release(who, {recovery::replayed, upto}, std::move(entries));
      });
}

// So much happened while the entries were read that the edge gave up holding
// it. The newest messages are at hand: answer with them, in one turn.
void room_state::on_hold_overflowed(const hold_overflowed& note) {
  release_afresh({note.from, note.user});
}

// What the edge holds of the entries up to the head, it drops.
void room_state::release_afresh(const joiner& who) {
  send_release(who, {recovery::snapshot, head_}, latest_.list());
}

void room_state::send_subscribe(const origin& to) {
  auto edge = to.connection.edge();
  ++subscribed_.at(edge);
  edge_listens_[edge] = true;
  self_->send(
      edge_of(to.connection),
      subscribe{id_, to.connection, caf::actor_cast<caf::actor>(self_)});
}

void room_state::send_release(const joiner& who, join_outcome how,
                              std::vector<room_event_ptr> entries) {
  auto& counts = *links_->metrics;
  switch (how.recovered) {
    case recovery::replayed:
      counts.resume_replayed.add();
      break;
    case recovery::snapshot:
      counts.resume_snapshot.add();
      break;
    case recovery::gone:
      counts.resume_gone.add();
      break;
  }
  auto result = std::make_shared<join_result>();
  result->seq = how.held_from.value_or(head_);
  result->epoch = meta_.epoch;
  result->recovered = how.recovered;
  result->entries = std::move(entries);
  result->members = members_for_join();
  result->typing = typing_.named();
  result->several_typing = typing_.several();
  result->present = shown_members(who.user);
  if (who.to.event == rejoin_event) result->news = news_for(who.user);
  const auto& to = who.to;
  auto edge = to.connection.edge();
  ++subscribed_.at(edge);
  edge_listens_[edge] = true;
  std::shared_ptr<const join_result> shared = std::move(result);
  self_->send(
      edge_of(to.connection),
      release{id_, reply{to, std::move(shared)},
              caf::actor_cast<caf::actor>(self_), how.held_from.has_value()});
}

void room_state::on_edge_idle(const edge_idle& note) {
  // A subscription that the edge had not seen yet keeps it listening; it
  // counts anew from there.
  auto& open = subscribed_.at(note.edge);
  open -= std::min(open, note.seen);
  if (open == 0) edge_listens_[note.edge] = false;
}

}  // namespace parley::actors
