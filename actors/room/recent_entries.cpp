#include "actors/room/recent_entries.hpp"

#include <algorithm>

namespace parley::actors {

std::size_t recent_entries::weight(const room_event& entry) {
  // The event, its shared block and about two encoded forms.
  std::size_t text = 64;
  const core::message* message = nullptr;
  if (const auto* posted = std::get_if<message_posted>(&entry.body))
    message = &posted->value;
  if (const auto* edited = std::get_if<message_edited>(&entry.body))
    message = &edited->value;
  if (message != nullptr)
    text = message->content.size() + message->attachments.size() +
           message->metadata.size();
  return sizeof(room_event) + 32 + 3 * text;
}

void recent_entries::push(room_event_ptr entry) {
  if (!entries_.empty() && entry->seq != entries_.back()->seq + 1) clear();
  bytes_ += weight(*entry);
  entries_.push_back(std::move(entry));
  while (entries_.size() > max_entries_ ||
         (bytes_ > max_bytes_ && entries_.size() > 1))
    drop_oldest();
}

void recent_entries::replace(room_event_ptr entry) {
  if (entries_.empty() || entry->seq < entries_.front()->seq ||
      entry->seq > entries_.back()->seq)
    return;
  auto& here = entries_[entry->seq - entries_.front()->seq];
  bytes_ += weight(*entry);
  bytes_ -= weight(*here);
  here = std::move(entry);
}

void recent_entries::blank_edits_of(core::message_id message) {
  for (auto& each : entries_) {
    const auto* edit = std::get_if<message_edited>(&each->body);
    if (edit == nullptr || edit->value.id != message) continue;
    auto blank = std::make_shared<room_event>();
    blank->room = each->room;
    blank->seq = each->seq;
    core::message value;
    value.id = message;
    value.room = edit->value.room;
    value.seq = edit->value.seq;
    value.sender = edit->value.sender;
    value.created_at = edit->value.created_at;
    value.edited_at = edit->value.edited_at;
    blank->body = message_edited{std::move(value), edit->by};
    replace(std::move(blank));
  }
}

void recent_entries::clear() {
  entries_.clear();
  bytes_ = 0;
}

void recent_entries::drop_oldest() {
  bytes_ -= weight(*entries_.front());
  entries_.pop_front();
}

std::optional<std::vector<room_event_ptr>> recent_entries::after(
    core::seq_t since, core::seq_t head) const {
  if (since >= head) return std::vector<room_event_ptr>{};
  if (entries_.empty() || entries_.front()->seq > since + 1)
    return std::nullopt;
  auto skip = static_cast<std::ptrdiff_t>(since + 1 - entries_.front()->seq);
  return std::vector<room_event_ptr>(entries_.begin() + skip, entries_.end());
}

}  // namespace parley::actors
