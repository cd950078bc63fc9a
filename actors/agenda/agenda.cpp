#include "actors/agenda/agenda.hpp"

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
  std::size_t waiting = 0;  ///< rooms that have not answered this round
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

void rest(const clerk_ptr& at) {
  at->self->delayed_send(at->self, at->settings.pause, agenda_tick{});
}

void one_done(const clerk_ptr& at) {
  if (--at->waiting == 0) rest(at);
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
  auto ignore = [](const core::result<storage::done>&) {};
  if (sent)
    return at->store.write(at->self, storage::drop_scheduled{value.id, {}},
                           ignore);
  const auto& why = sent.error();
  if (passes(why.code)) return;
  storage::fail_scheduled failed{value.id,
                                 std::string{core::describe(why.code).code}};
  at->store.write(at->self, std::move(failed),
                  [at, value, why](const core::result<storage::done>& noted) {
                    if (noted) tell_unsent(at, value, why);
                  });
}

void send_one(const clerk_ptr& at, core::scheduled_message what) {
  auto& value = what.value;
  auto by = std::make_shared<const identity>(
      identity{value.sender.id, {}, core::server_role::user});
  post_message order{by, {}};
  order.what.content = value.content;
  order.what.type = value.type;
  order.what.reply_to = value.reply_to;
  order.what.attachments = value.attachments;
  order.what.metadata = value.metadata;
  order.what.uploads = value.uploads;
  order.what.client_id = "scheduled-" + core::to_string(value.id.value);
  ask_room<core::message>(at, value.room, std::move(order),
                          [at, value](const core::result<core::message>& sent) {
                            settle(at, value, sent);
                          });
}

void expire_one(const clerk_ptr& at, const storage::expired_message& what) {
  ask_room<storage::done>(
      at, what.room, expire_message{what.id},
      [at, id = what.id](const core::result<storage::done>& deleted) {
        if (deleted || passes(deleted.error().code)) return;
        at->store.write(at->self, storage::drop_expiry{id},
                        [](const core::result<storage::done>&) {});
      });
}

// Both questions count as one that is waited for.
void look(const clerk_ptr& at) {
  const auto now = core::now();
  at->waiting = 2;
  at->store.read(at->self, storage::list_due{now, due_at_once},
                 [at](core::result<std::vector<core::scheduled_message>> due) {
                   if (due)
                     for (auto& each : *due) send_one(at, std::move(each));
                   one_done(at);
                 });
  at->store.read(
      at->self, storage::list_expired{now, due_at_once},
      [at](core::result<std::vector<storage::expired_message>> expired) {
        if (expired)
          for (const auto& each : *expired) expire_one(at, each);
        one_done(at);
      });
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
