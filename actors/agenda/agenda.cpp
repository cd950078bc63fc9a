#include "actors/agenda/agenda.hpp"

#include <algorithm>

#include "actors/house_rules.hpp"
#include "actors/messages/registry_orders.hpp"
#include "actors/messages/room_requests.hpp"
#include "config/logging.hpp"
#include "core/errc.hpp"

namespace parley::actors {

namespace {

struct agenda_tick {};

constexpr std::uint32_t due_at_once = 100;

struct clerk {
  caf::event_based_actor* self;
  caf::actor registry;
  storage_client store;
  std::vector<caf::actor> edges;
  agenda_settings settings;
  std::size_t waiting = 0;  ///< answers that this round is not done without
  bool full = false;        ///< there may be more than was looked at
  bool moved = false;       ///< something is no longer due
};
using clerk_ptr = std::shared_ptr<clerk>;

/// Of these another try may go well.
bool passes(core::errc why) {
  switch (why) {
    case core::errc::busy:
    case core::errc::room_busy:
    case core::errc::unavailable:
    case core::errc::draining:
    case core::errc::rate_limited:
    case core::errc::storage_failed:
    case core::errc::storage_full:
      return true;
    default:
      return false;
  }
}

}  // namespace

}  // namespace parley::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::agenda_tick)

namespace parley::actors {

namespace {

void look(const clerk_ptr& at);

void rest(const clerk_ptr& at) {
  at->self->delayed_send(at->self, at->settings.pause, agenda_tick{});
}

// Behind a full batch there may be more. Only while what is due does move: a
// store that fails would be asked without rest.
void one_done(const clerk_ptr& at) {
  if (--at->waiting > 0) return;
  if (at->full && at->moved) look(at);
  else rest(at);
}

/// Asks a room; `then(core::result<T>)`, and the round ends with the last.
template <class T, class Message, class Then>
void ask_room(const clerk_ptr& at, core::room_id room, Message message,
              Then then) {
  ++at->waiting;
  forward_to order{child_key::of(room), caf::make_message(std::move(message))};
  at->self->request(at->registry, patience, std::move(order))
      .then(
          [at, then](core::result<T>& got) {
            then(std::move(got));
            one_done(at);
          },
          [at, then](const caf::error&) {
            then(core::result<T>{core::failure{core::errc::unavailable}});
            one_done(at);
          });
}

/// Notes what became of something that was due; the round waits for it.
template <class Op, class Then>
void note(const clerk_ptr& at, Op op, Then then) {
  ++at->waiting;
  at->store.write(at->self, std::move(op),
                  [at, then](const core::result<storage::done>& noted) {
                    if (noted) at->moved = true;
                    then(noted);
                    one_done(at);
                  });
}

template <class Op>
void note(const clerk_ptr& at, Op op) {
  note(at, std::move(op), [](const core::result<storage::done>&) {});
}

/// What cannot be done now makes room for what can.
core::timestamp another_time(const clerk_ptr& at, const core::failure& why) {
  auto wait = std::chrono::milliseconds{why.retry_after_ms};
  return core::now() + std::max(wait, at->settings.backoff);
}

void tell_unsent(const clerk_ptr& at, const core::message& value,
                 const core::failure& why) {
  auto event = std::make_shared<room_event>();
  event->room = value.room;
  event->body = user_news{unsent_news{value.id, value.room, why}};
  tell_users order{
      std::make_shared<const std::vector<core::user_id>>(1, value.sender.id),
      std::move(event)};
  for (const auto& edge : at->edges) at->self->send(edge, order);
}

void settle(const clerk_ptr& at, const core::message& value,
            const core::result<core::message>& sent) {
  if (sent) return note(at, storage::drop_scheduled{value.id, {}});
  const auto& why = sent.error();
  if (passes(why.code))
    return note(at,
                storage::postpone_scheduled{value.id, another_time(at, why)});
  storage::fail_scheduled failed{value.id,
                                 std::string{core::describe(why.code).code}};
  note(at, std::move(failed),
       [at, value, why](const core::result<storage::done>& noted) {
         if (noted) tell_unsent(at, value, why);
       });
}

/// A client that sends what it scheduled again gets the same message.
std::string key_of(const core::message& value) {
  if (!value.client_id.empty()) return value.client_id;
  return "scheduled-" + core::to_string(value.id.value);
}

void send_one(const clerk_ptr& at, storage::due_message due) {
  auto& value = due.what.value;
  if (due.banned)
    return settle(at, value, core::failure{core::errc::account_banned});
  auto by =
      std::make_shared<const identity>(identity{value.sender.id, {}, due.role});
  post_message order{by, {}};
  order.what.content = value.content;
  order.what.type = value.type;
  order.what.reply_to = value.reply_to;
  order.what.attachments = value.attachments;
  order.what.metadata = value.metadata;
  order.what.uploads = value.uploads;
  order.what.client_id = key_of(value);
  order.what.expires_in = due.what.expires_in;
  order.what.keeps_draft = true;
  ask_room<core::message>(at, value.room, std::move(order),
                          [at, value](const core::result<core::message>& sent) {
                            settle(at, value, sent);
                          });
}

void expire_one(const clerk_ptr& at, const storage::expired_message& what) {
  ask_room<storage::done>(
      at, what.room, expire_message{what.id},
      [at, id = what.id](const core::result<storage::done>& deleted) {
        if (deleted) at->moved = true;
        else if (passes(deleted.error().code))
          note(at,
               storage::postpone_expiry{id, another_time(at, deleted.error())});
        else note(at, storage::drop_expiry{id});
      });
}

/// One of the two questions of a look: `each` for all that was found.
template <class Query, class Each>
void ask_for(const clerk_ptr& at, Query query, Each each) {
  ++at->waiting;
  at->store.read(at->self, query, [at, each](auto found) {
    if (found) {
      at->full = at->full || found->size() == due_at_once;
      for (auto& one : *found) each(at, one);
    }
    one_done(at);
  });
}

void look(const clerk_ptr& at) {
  const auto now = core::now();
  at->full = at->moved = false;
  at->waiting = 1;
  ask_for(at, storage::list_due{now, due_at_once}, send_one);
  ask_for(at, storage::list_expired{now, due_at_once}, expire_one);
  one_done(at);
}

}  // namespace

caf::behavior agenda(caf::event_based_actor* self, caf::actor registry,
                     storage_client store, std::vector<caf::actor> edges,
                     agenda_settings settings) {
  follow_house_rules(self);
  auto at = std::make_shared<clerk>(clerk{
      self, std::move(registry), std::move(store), std::move(edges), settings});
  rest(at);
  return {
      [at](const agenda_tick&) { look(at); },
      [self](const stop_storage&) {
        self->quit(caf::exit_reason::user_shutdown);
      },
  };
}

}  // namespace parley::actors
