#include "net/edge/delivery_ring.hpp"

#include <algorithm>

namespace parley::net {

void delivery_ring::add(std::uint64_t position, core::seq_t seq) {
  if (deliveries_.size() == most) {
    complete_from_ = deliveries_.front().position + 1;
    deliveries_.pop_front();
  }
  deliveries_.push_back({position, seq});
}

std::optional<std::uint64_t> delivery_ring::position_of(core::seq_t seq) const {
  auto found = std::ranges::lower_bound(deliveries_, seq, {}, &delivery::seq);
  if (found == deliveries_.end() || found->seq != seq) return std::nullopt;
  return found->position;
}

core::seq_t delivery_ring::first_from(std::uint64_t position) const {
  auto found =
      std::ranges::lower_bound(deliveries_, position, {}, &delivery::position);
  return found == deliveries_.end() ? 0 : found->seq;
}

}  // namespace parley::net
