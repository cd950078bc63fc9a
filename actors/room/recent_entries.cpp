#include "actors/room/recent_entries.hpp"

#include <algorithm>

namespace parley::actors {

std::size_t recent_entries::weight(const room_event& entry) {
  // The event, its shared block and about two encoded forms.
  std::size_t text = 64;
  if (const auto* posted = std::get_if<message_posted>(&entry.body))
    text = posted->value.content.size() + posted->value.attachments.size() +
           posted->value.metadata.size();
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
