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

void latest_messages::rename(const core::user_card& sender) {
  for (auto& each : messages_) {
    const auto& old = std::get<message_posted>(each->body).value;
    if (old.sender.id != sender.id) continue;
    // Events are shared and never change: this is another one.
    auto renamed = std::make_shared<room_event>();
    renamed->room = each->room;
    renamed->seq = each->seq;
    renamed->service = each->service;
    message_posted body{old};
    body.value.sender = sender;
    renamed->body = std::move(body);
    each = std::move(renamed);
  }
}

}  // namespace parley::actors
