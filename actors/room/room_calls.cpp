// What a room has to do with the calls of its members.

#include "actors/messages/call_requests.hpp"
#include "actors/room/room.hpp"
#include "core/validation.hpp"

namespace parley::actors {

// The same entry is asked for again after a crash: the client id makes it one;
// no client has such an id.
caf::result<core::result<storage::done>> room_state::log_call(
    const note_call& order) {
  using answer = core::result<storage::done>;
  ++from_registry_;
  last_used_ = self_->clock().now();
  auto promise = self_->make_response_promise();
  if (!usable_) {
    promise.deliver(answer{broken_});
    return promise;
  }
  storage::append_message call;
  auto& value = call.value;
  for (const auto& each : order.parties)
    if (auto found = members_.find(each);
        found != members_.end() && !value.sender.id)
      value.sender = found->second.who;
  if (!value.sender.id) {
    // Nobody of them is here any more.
    promise.deliver(answer{core::failure{core::errc::not_found}});
    return promise;
  }
  value.id = core::message_id::make();
  value.room = id_;
  value.type = core::message_type::call;
  value.content = order.content;
  value.metadata = order.metadata;
  value.client_id = std::string{core::server_client_ids} + order.call.str();
  value.created_at = core::now();
  auto finish = [promise](const core::result<storage::appended>& done) mutable {
    if (done) promise.deliver(answer{storage::done{}});
    else promise.deliver(answer{done.error()});
  };
  if (auto queued = append_message(std::move(call), finish); !queued)
    promise.deliver(answer{queued.error()});
  return promise;
}

void room_state::end_calls(core::user_id who) {
  auto note = caf::make_message(caller_removed{id_, who});
  self_->send(
      links_->registry,
      tell_if_live{child_key::of(service::switchboard), std::move(note)});
}

}  // namespace parley::actors
