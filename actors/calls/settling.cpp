#include "actors/calls/settling.hpp"

#include <caf/all.hpp>
#include <nlohmann/json.hpp>

#include "actors/messages/registry_orders.hpp"
#include "actors/messages/room_requests.hpp"
#include "config/logging.hpp"
#include "core/calls/call_words.hpp"

namespace parley::actors {

namespace {

using step_done = core::result<storage::done>;

constexpr std::chrono::seconds settle_pause{1};

bool may_settle_later(core::errc why) {
  switch (why) {
    case core::errc::busy:
    case core::errc::room_busy:
    case core::errc::unavailable:
    case core::errc::draining:
    case core::errc::storage_failed:
    case core::errc::storage_full:
      return true;
    default:
      return false;
  }
}

/// Whole seconds that it went on; none unless it was answered and ended well.
std::optional<std::int64_t> length_of(const core::call& over) {
  if (over.status != core::call_status::ended || !over.answered_at ||
      !over.ended_at)
    return std::nullopt;
  return std::chrono::floor<std::chrono::seconds>(*over.ended_at -
                                                  *over.answered_at)
      .count();
}

std::string clock_text(std::int64_t seconds) {
  auto two = [](std::int64_t n) {
    return (n < 10 ? "0" : "") + std::to_string(n);
  };
  auto text = two(seconds % 60);
  const auto minutes = seconds / 60;
  if (minutes < 60) return std::to_string(minutes) + ":" + text;
  return std::to_string(minutes / 60) + ":" + two(minutes % 60) + ":" + text;
}

std::string sentence_of(const core::call& over) {
  switch (over.status) {
    case core::call_status::missed:
      return "Missed call";
    case core::call_status::cancelled:
      return "Cancelled call";
    case core::call_status::rejected:
      return "Declined call";
    case core::call_status::busy:
      return "Call while busy";
    case core::call_status::failed:
      return "Failed call";
    default:
      break;
  }
  return "Call, " + clock_text(length_of(over).value_or(0));
}

void take_step(caf::event_based_actor* self, const call_links_ptr& with,
               const settlement_ptr& what);

void step_ended(caf::event_based_actor* self, const call_links_ptr& with,
                const settlement_ptr& what, const step_done& how) {
  using enum settlement::step;
  if (!how && may_settle_later(how.error().code)) {
    if (what->tries == 0) {
      config::log(config::log_level::warn, "call is settled at the next start",
                  {{"call", what->call->id}});
      return what->then();
    }
    --what->tries;
    return self->delayed_send(self, settle_pause, settle_again{what});
  }
  // It was kept before, its entry is there, its room is not: all of it settles.
  if (what->next == note) return what->then();
  what->next = what->next == keep ? log : note;
  take_step(self, with, what);
}

note_call order_for(const core::call& over) {
  auto entry = entry_of(over);
  note_call order{
      over.id, {}, std::move(entry.content), std::move(entry.metadata)};
  for (const auto& each : over.parties) order.parties.push_back(each.who.id);
  return order;
}

void take_step(caf::event_based_actor* self, const call_links_ptr& with,
               const settlement_ptr& what) {
  auto ended = [self, with, what](const step_done& how) {
    step_ended(self, with, what, how);
  };
  const auto& call = *what->call;
  switch (what->next) {
    case settlement::step::keep:
      return with->store.write(self, storage::save_call{call}, ended);
    case settlement::step::log: {
      forward_to order{child_key::of(call.room),
                       caf::make_message(order_for(call))};
      return self->request(with->registry, patience, std::move(order))
          .then([ended](const step_done& how) { ended(how); },
                [ended](const caf::error&) {
                  ended(core::failure{core::errc::unavailable});
                });
    }
    case settlement::step::note:
      return with->store.write(self, storage::settle_call{call.id}, ended);
  }
}

}  // namespace

void settle(caf::event_based_actor* self, const call_links_ptr& with,
            const settlement_ptr& what) {
  take_step(self, with, what);
}

void count_over(core::server_metrics& metrics, core::call_status how) {
  constexpr auto first = static_cast<std::size_t>(core::call_status::rejected);
  metrics.calls_over.at(static_cast<std::size_t>(how) - first).add();
}

call_entry entry_of(const core::call& over) {
  nlohmann::json about{{"id", over.id.str()},
                       {"status", core::word_for(over.status)},
                       {"media", core::word_for(over.media)},
                       {"callerId", over.parties.front().who.id.str()}};
  if (auto reason = core::word_for(over.reason); !reason.empty())
    about["reason"] = reason;
  if (auto length = length_of(over)) about["duration"] = *length;
  return {sentence_of(over), nlohmann::json{{"call", about}}.dump()};
}

}  // namespace parley::actors
