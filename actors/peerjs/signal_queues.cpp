#include "actors/peerjs/signal_queues.hpp"

#include <algorithm>

namespace parley::actors {

bool signal_queues::has_room(const peer_signal& what) const {
  const auto size = what.text.size();
  auto sent = bytes_of_.find(what.src);
  auto own = sent == bytes_of_.end() ? 0 : sent->second;
  auto to = queues_.find(what.dst);
  bool fits = to == queues_.end()
                  ? size <= limits_.bytes
                  : to->second.bytes + size <= limits_.bytes &&
                        to->second.signals.size() < limits_.signals;
  return fits && own + size <= limits_.bytes_of_sender &&
         bytes_ + size <= limits_.bytes_in_all;
}

bool signal_queues::has_any(const std::string& src,
                            const std::string& dst) const {
  auto to = queues_.find(dst);
  return to != queues_.end() &&
         std::ranges::any_of(to->second.signals, [&](const auto& each) {
           return each->src == src;
         });
}

signal_queues::fate signal_queues::push(peer_signal_ptr what, time_point now) {
  if (!has_room(*what))
    return has_any(what->src, what->dst) ? fate::dropped : fate::refused;
  const auto size = what->text.size();
  auto& to = queues_.try_emplace(what->dst, queue{{}, 0, now}).first->second;
  to.bytes += size;
  bytes_of_[what->src] += size;
  bytes_ += size;
  to.signals.push_back(std::move(what));
  return fate::waits;
}

std::vector<peer_signal_ptr> signal_queues::take(const std::string& dst) {
  auto found = queues_.find(dst);
  if (found == queues_.end()) return {};
  auto taken = std::move(found->second);
  queues_.erase(found);
  forget(taken);
  return std::move(taken.signals);
}

signal_queues::expired signal_queues::expire(time_point now) {
  expired over;
  std::erase_if(queues_, [&](const auto& entry) {
    const auto& [dst, old] = entry;
    if (now - old.made_at < limits_.age) return false;
    forget(old);
    over.signals += old.signals.size();
    std::vector<std::string> senders;
    for (const auto& each : old.signals) senders.push_back(each->src);
    std::ranges::sort(senders);
    senders.erase(std::unique(senders.begin(), senders.end()), senders.end());
    for (auto& src : senders) over.pairs.emplace_back(std::move(src), dst);
    return true;
  });
  return over;
}

void signal_queues::forget(const queue& gone) {
  for (const auto& each : gone.signals) {
    auto own = bytes_of_.find(each->src);
    own->second -= each->text.size();
    if (own->second == 0) bytes_of_.erase(own);
  }
  bytes_ -= gone.bytes;
}

}  // namespace parley::actors
