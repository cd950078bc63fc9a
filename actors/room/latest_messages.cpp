#include "actors/room/latest_messages.hpp"

namespace parley::actors {

std::size_t latest_messages::weight(const room_event& message) {
  const auto& value = std::get<message_posted>(message.body).value;
  return value.content.size() + value.attachments.size() +
         value.metadata.size();
}

void latest_messages::push(room_event_ptr message) {
  bytes_ += weight(*message);
  messages_.push_back(std::move(message));
  while (messages_.size() > max_count_ ||
         (bytes_ > max_bytes_ && messages_.size() > 1)) {
    bytes_ -= weight(*messages_.front());
    messages_.pop_front();
  }
}

const core::message* latest_messages::find(core::message_id id) const {
  for (const auto& each : messages_) {
    const auto& value = std::get<message_posted>(each->body).value;
    if (value.id == id) return &value;
  }
  return nullptr;
}

void latest_messages::replace(room_event_ptr message) {
  for (auto& each : messages_) {
    if (each->seq != message->seq) continue;
    bytes_ += weight(*message);
    bytes_ -= weight(*each);
    each = std::move(message);
    return;
  }
}

room_event_ptr latest_messages::copy_with(const room_event& event,
                                          core::message value) {
  auto copy = std::make_shared<room_event>();
  copy->room = event.room;
  copy->seq = event.seq;
  copy->service = event.service;
  copy->body = message_posted{std::move(value)};
  return copy;
}

void latest_messages::rename(const core::user_card& sender) {
  for (auto& each : messages_) {
    auto value = std::get<message_posted>(each->body).value;
    if (value.sender.id != sender.id) continue;
    value.sender = sender;
    each = copy_with(*each, std::move(value));
  }
}

void latest_messages::expire_by(std::uint32_t retention) {
  for (auto& each : messages_) {
    auto value = std::get<message_posted>(each->body).value;
    if (value.deleted_at) continue;
    value.expires_at =
        core::expiry_of(value.created_at, value.own_expiry, retention);
    each = copy_with(*each, std::move(value));
  }
}

}  // namespace parley::actors
