#include "net/edge/recovery_trail.hpp"

#include <algorithm>

#include "net/codec/offset.hpp"

namespace parley::net {

void recovery_trail::note_alone(core::room_id room, core::seq_t first,
                                core::seq_t last, std::uint64_t position) {
  auto& notes = notes_.edit();
  if (notes.size() == most_notes) {
    notes.erase(notes.begin());
    forgot_notes_ = true;
  }
  notes.push_back({position, room, first, last});
}

void recovery_trail::note_left(room_stay stay) {
  auto& left = left_.edit();
  if (left.size() == most_left) left.erase(left.begin());
  stay.left = true;
  left.push_back(std::move(stay));
}

std::size_t recovery_trail::notes_before(std::uint64_t position) const {
  auto found = std::ranges::upper_bound(*notes_, position, {}, &note::position);
  return static_cast<std::size_t>(found - notes_->begin());
}

std::optional<recovery_trail::moment> recovery_trail::moment_in(
    const room_stay& stay, std::string_view offset) const {
  auto seq = seq_in(offset, stay.room);
  if (!seq || !stay.ring) return std::nullopt;
  auto position = stay.ring->position_of(*seq);
  if (!position || *position < stay.since || *position < start_)
    return std::nullopt;
  return moment{*position + 1, notes_before(*position), 0};
}

std::optional<recovery_trail::moment> recovery_trail::moment_of(
    std::string_view offset, const std::vector<room_stay>& stays) const {
  if (offset.empty() || offset == offset_) {
    if (forgot_notes_) return std::nullopt;
    return moment{start_, 0, 0};
  }
  for (auto at = notes_->size(); at-- > 0;) {
    const auto& each = (*notes_)[at];
    auto seq = seq_in(offset, each.room);
    if (seq && *seq >= each.first && *seq <= each.last)
      return moment{each.position, at, *seq};
  }
  for (const auto& stay : stays)
    if (auto found = moment_in(stay, offset)) return found;
  for (const auto& stay : *left_)
    if (auto found = moment_in(stay, offset)) return found;
  return std::nullopt;
}

// The first entry of the room that it alone was sent after this moment; 0:
// none.
core::seq_t recovery_trail::missed_alone(core::room_id room,
                                         const moment& seen) const {
  for (auto at = seen.notes; at < notes_->size(); ++at) {
    const auto& each = (*notes_)[at];
    if (each.room != room) continue;
    bool begun = at == seen.notes && seen.seq >= each.first;
    if (!begun) return each.first;
    if (seen.seq < each.last) return seen.seq + 1;
  }
  return 0;
}

std::optional<std::vector<room_mark>> recovery_trail::resolve(
    std::string_view offset, const std::vector<room_stay>& stays) const {
  auto seen = moment_of(offset, stays);
  if (!seen) return std::nullopt;
  std::vector<room_mark> marks;
  for (const auto& stay : stays) {
    auto upto = stay.head;
    auto from = std::max(seen->position, stay.since);
    if (stay.ring) {
      if (!stay.ring->reaches_back_to(from)) return std::nullopt;
      auto first = stay.ring->first_from(from);
      if (first != 0) upto = std::min(upto, first - 1);
    }
    auto alone = missed_alone(stay.room, *seen);
    if (alone != 0) upto = std::min(upto, alone - 1);
    marks.push_back({stay.room, upto, stay.words});
  }
  return marks;
}

}  // namespace parley::net
