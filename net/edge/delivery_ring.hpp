#pragma once

#include <boost/container/deque.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/model.hpp"

namespace parley::net {

/// When an edge passed on the newest entries of one room: `position` counts
/// the entries of all rooms of the edge, so that it orders what one client got
/// from several rooms. Bounded.
class delivery_ring {
 public:
  static constexpr std::size_t most = 2048;

  /// Both are higher than before.
  void add(std::uint64_t position, core::seq_t seq);

  /// Where this entry went by; nothing: not here, or no longer.
  std::optional<std::uint64_t> position_of(core::seq_t seq) const;

  /// Whether everything that went by from `position` on is here.
  bool reaches_back_to(std::uint64_t position) const {
    return position >= complete_from_;
  }
  /// The first entry that went by at `position` or later; 0: none.
  core::seq_t first_from(std::uint64_t position) const;

 private:
  struct delivery {
    std::uint64_t position;
    core::seq_t seq;
  };
  // Unlike the standard one, it has no buffer while it is empty.
  boost::container::deque<delivery> deliveries_;
  std::uint64_t complete_from_ = 0;
};

}  // namespace parley::net
