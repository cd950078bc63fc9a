#include "net/edge/recovery_book.hpp"

#include <charconv>
#include <utility>

#include "net/random_text.hpp"

namespace parley::net {

namespace {

constexpr std::size_t edge_part = 4;  // hexadecimal digits
// 66 random bits: a pid is worth nothing without a token of its device. One
// more, and each connection would hold its pid on the heap.
constexpr std::size_t random_part = 11;

}  // namespace

std::string recovery_book::make_pid() const {
  constexpr char hex[] = "0123456789abcdef";
  std::string pid;
  for (int shift : {12, 8, 4, 0}) pid += hex[edge_ >> shift & 15];
  return pid + random_text(random_part);
}

std::optional<std::uint16_t> recovery_book::birthplace_of(
    std::string_view pid) {
  if (pid.size() != edge_part + random_part) return std::nullopt;
  std::uint16_t edge = 0;
  const auto* end = pid.data() + edge_part;
  auto [stop, error] = std::from_chars(pid.data(), end, edge, 16);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return edge;
}

void recovery_book::add_live(std::string_view pid, actors::connection_id at) {
  live_.erase(pid);  // with the text it has there
  live_.emplace(pid, at);
  moved_.erase(std::string{pid});
}

std::optional<actors::connection_id> recovery_book::find_live(
    const std::string& pid) const {
  auto found = live_.find(pid);
  if (found == live_.end()) return std::nullopt;
  return found->second;
}

void recovery_book::keep(lost_client client, clock::time_point now) {
  drop_old(now);
  if (lost_.size() >= most_) return end(client.trail.pid());
  auto pid = client.trail.pid();
  ends_.emplace_back(now + window_, pid);
  lost_.insert_or_assign(std::move(pid),
                         kept{std::move(client), now + window_});
}

void recovery_book::keep_again(const std::string& pid,
                               const std::string& offset,
                               recovered_client client) {
  std::vector<room_stay> stays;
  for (const auto& mark : client.rooms)
    stays.push_back(
        {mark.room, mark.seq, position_, false, nullptr, mark.words});
  keep({recovery_trail{pid, offset, position_}, std::move(client.sid),
        client.device, std::move(stays), client.former});
}

std::optional<recovered_client> recovery_book::take(const std::string& pid,
                                                    core::device_id device,
                                                    std::string_view offset,
                                                    clock::time_point now) {
  drop_old(now);
  auto found = lost_.find(pid);
  if (found == lost_.end() || found->second.client.device != device)
    return std::nullopt;
  auto client = std::move(found->second.client);
  lost_.erase(found);
  auto rooms = client.trail.resolve(offset, client.stays);
  if (!rooms) return std::nullopt;
  return recovered_client{std::move(client.sid), device, std::move(*rooms),
                          client.former};
}

std::optional<std::uint16_t> recovery_book::find_moved(
    const std::string& pid) const {
  auto found = moved_.find(pid);
  if (found == moved_.end()) return std::nullopt;
  return found->second;
}

void recovery_book::set_moved(const std::string& pid, std::uint16_t edge) {
  if (edge == edge_) moved_.erase(pid);
  else moved_[pid] = edge;
}

void recovery_book::forget_moved(const std::string& pid, std::uint16_t edge) {
  auto found = moved_.find(pid);
  if (found != moved_.end() && found->second == edge) moved_.erase(found);
}

void recovery_book::end(const std::string& pid) {
  if (birthplace_of(pid) != edge_) ended_.push_back(pid);
}

std::vector<std::string> recovery_book::take_ended(clock::time_point now) {
  drop_old(now);
  return std::exchange(ended_, {});
}

// A client that was lost twice has two ends here; the earlier is void.
void recovery_book::drop_old(clock::time_point now) {
  while (!ends_.empty() && ends_.front().first <= now) {
    auto found = lost_.find(ends_.front().second);
    if (found != lost_.end() && found->second.until <= now) {
      end(found->first);
      lost_.erase(found);
    }
    ends_.pop_front();
  }
}

}  // namespace parley::net
