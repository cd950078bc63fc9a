#include "net/socketio/rooms.hpp"

#include <algorithm>

#include "net/socketio/socket.hpp"

namespace parley::net::socketio {

namespace {

bool meet(const std::vector<std::string>& a,
          const std::vector<std::string>& b) {
  return std::find_first_of(a.begin(), a.end(), b.begin(), b.end()) != a.end();
}

}  // namespace

bool audience::contains(const std::vector<std::string>& joined) const {
  return (rooms.empty() || meet(rooms, joined)) && !meet(except, joined);
}

void rooms::add(socket& who, std::vector<std::string> joined) {
  members_.push_back(&who);
  auto own = std::find(joined.begin(), joined.end(), who.sid());
  if (own == joined.end()) joined.insert(joined.begin(), who.sid());
  joined_[&who] = std::move(joined);
}

std::vector<std::string> rooms::remove(socket& who) {
  auto found = joined_.find(&who);
  if (found == joined_.end()) return {};
  auto joined = std::move(found->second);
  joined_.erase(found);
  std::erase(members_, &who);
  return joined;
}

void rooms::join(socket& who, const std::string& room) {
  auto found = joined_.find(&who);
  if (found == joined_.end()) return;
  auto& joined = found->second;
  if (std::find(joined.begin(), joined.end(), room) == joined.end())
    joined.push_back(room);
}

void rooms::leave(socket& who, const std::string& room) {
  auto found = joined_.find(&who);
  if (found != joined_.end()) std::erase(found->second, room);
}

const std::vector<std::string>& rooms::of(const socket& who) const {
  static const std::vector<std::string> none;
  auto found = joined_.find(&who);
  return found == joined_.end() ? none : found->second;
}

void rooms::for_each(const audience& whom,
                     const std::function<void(socket&)>& act) const {
  for (auto* each : members_)
    if (whom.contains(of(*each))) act(*each);
}

}  // namespace parley::net::socketio
