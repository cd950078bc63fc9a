#include "core/block_list.hpp"

#include <utility>

namespace parley::core {

void block_list::set(user_id by, users_ptr whom) {
  std::unique_lock lock{mutex_};
  auto former = whom_.find(by);
  if (former == whom_.end() ? !whom : former->second == whom) return;
  replace(by, std::move(whom));
}

void block_list::add(user_id by, user_id whom) {
  std::unique_lock lock{mutex_};
  auto now = of(by);
  now.insert(whom);
  replace(by, std::make_shared<const users>(std::move(now)));
}

void block_list::remove(user_id by, user_id whom) {
  std::unique_lock lock{mutex_};
  auto now = of(by);
  now.erase(whom);
  replace(by, std::make_shared<const users>(std::move(now)));
}

bool block_list::is_blocked(user_id whom) const {
  if (empty_) return false;
  std::shared_lock lock{mutex_};
  return by_.contains(whom);
}

bool block_list::blocks(user_id by, user_id whom) const {
  if (empty_) return false;
  std::shared_lock lock{mutex_};
  auto found = by_.find(whom);
  return found != by_.end() && found->second.contains(by);
}

block_list::users block_list::of(user_id by) const {
  auto found = whom_.find(by);
  return found == whom_.end() ? users{} : *found->second;
}

void block_list::replace(user_id by, users_ptr whom) {
  if (auto former = whom_.find(by); former != whom_.end()) {
    for (const auto& each : *former->second) {
      auto found = by_.find(each);
      found->second.erase(by);
      if (found->second.empty()) by_.erase(found);
    }
    whom_.erase(former);
  }
  if (whom && !whom->empty()) {
    for (const auto& each : *whom) by_[each].insert(by);
    whom_.emplace(by, std::move(whom));
  }
  empty_ = by_.empty();
}

}  // namespace parley::core
