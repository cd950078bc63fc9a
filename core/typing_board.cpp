#include "core/typing_board.hpp"

#include <algorithm>

namespace parley::core {

typing_board::news typing_board::take_news(std::size_t listeners) {
  news found;
  if (are_several(listeners)) {
    if (told_several_ && !differs_much()) return found;
    found.crowd = {true, leases_.size()};
    told_several_ = true;
    told_count_ = leases_.size();
    named_.clear();
    return found;
  }
  if (told_several_) found.crowd = {false, leases_.size()};
  told_several_ = false;
  std::erase_if(named_, [&](user_id who) {
    if (leases_.contains(who)) return false;
    found.ended.push_back(who);
    return true;
  });
  if (named_.size() == leases_.size()) return found;
  for (const auto& [who, until] : leases_) {
    if (named_.size() == most_named) break;
    if (std::ranges::find(named_, who) != named_.end()) continue;
    named_.push_back(who);
    found.began.push_back(who);
  }
  return found;
}

}  // namespace parley::core
