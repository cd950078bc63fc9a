#include "net/socketio/recovery_log.hpp"

#include <algorithm>
#include <charconv>

namespace parley::net::socketio {

namespace {

constexpr int base = 36;

}  // namespace

std::string recovery_log::next_offset() const {
  char digits[16];
  auto [end, error] = std::to_chars(digits, std::end(digits), next_, base);
  return {digits, end};
}

void recovery_log::add(audience whom, std::vector<frame_ptr> packet,
                       clock::time_point now) {
  std::size_t size = sizeof(entry);
  for (const auto& each : packet) size += each->bytes.size();
  bytes_ += size;
  packets_.push_back({next_++, std::move(whom), std::move(packet), size, now});
  drop_old(now);
}

void recovery_log::keep(const std::string& pid, std::string sid,
                        std::vector<std::string> joined,
                        clock::time_point now) {
  auto until = now + limits_.window;
  sessions_[pid] = {std::move(sid), std::move(joined), until};
  ends_.emplace_back(until, pid);
  drop_old(now);
}

std::optional<recovery_log::state> recovery_log::restore(
    const std::string& pid, std::string_view offset, clock::time_point now) {
  drop_old(now);
  auto found = sessions_.find(pid);
  auto seen = number_of(offset);
  if (found == sessions_.end() || !seen) return std::nullopt;
  state restored{found->second.sid, std::move(found->second.joined), {}};
  sessions_.erase(found);
  auto first = std::upper_bound(
      packets_.begin(), packets_.end(), *seen,
      [](std::uint64_t number, const entry& e) { return number < e.number; });
  for (; first != packets_.end(); ++first)
    if (first->whom.contains(restored.joined))
      restored.missed.insert(restored.missed.end(), first->frames.begin(),
                             first->frames.end());
  return restored;
}

std::optional<std::uint64_t> recovery_log::number_of(
    std::string_view offset) const {
  std::uint64_t number = 0;
  const auto* end = offset.data() + offset.size();
  auto [stop, error] = std::from_chars(offset.data(), end, number, base);
  bool known = error == std::errc{} && stop == end && !packets_.empty() &&
               number >= packets_.front().number && number < next_;
  return known ? std::optional{number} : std::nullopt;
}

void recovery_log::drop_old(clock::time_point now) {
  while (!packets_.empty() && (packets_.front().at + limits_.window < now ||
                               packets_.size() > limits_.max_packets ||
                               bytes_ > limits_.max_bytes)) {
    bytes_ -= packets_.front().bytes;
    packets_.pop_front();
  }
  while (!ends_.empty() &&
         (ends_.front().first < now || ends_.size() > limits_.max_sessions)) {
    // It may have come back and gone again: then this end is not its own.
    auto found = sessions_.find(ends_.front().second);
    if (found != sessions_.end() && found->second.until == ends_.front().first)
      sessions_.erase(found);
    ends_.pop_front();
  }
}

}  // namespace parley::net::socketio
