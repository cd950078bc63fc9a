#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace parley::net::socketio {

class socket;

/// Who is meant: everybody in any of `rooms` (none: everybody), but nobody who
/// is in any of `except`. Each socket is alone in a room with its sid's name.
struct audience {
  std::vector<std::string> rooms;
  std::vector<std::string> except;

  /// Whether somebody in these rooms belongs to it.
  bool contains(const std::vector<std::string>& joined) const;
};

/// The rooms of one namespace on one reactor.
class rooms {
 public:
  /// It has come into the namespace, and is in these rooms besides its own.
  void add(socket& who, std::vector<std::string> joined = {});
  /// It has left the namespace. Returns its rooms.
  std::vector<std::string> remove(socket& who);

  void join(socket& who, const std::string& room);
  void leave(socket& who, const std::string& room);

  /// With its own first; empty if it is not here.
  const std::vector<std::string>& of(const socket& who) const;

  /// Calls `act` once for each; it may not change who is in which room.
  void for_each(const audience& whom,
                const std::function<void(socket&)>& act) const;

 private:
  // In the order in which they came, so that `for_each` has one.
  std::vector<socket*> members_;
  std::unordered_map<const socket*, std::vector<std::string>> joined_;
};

}  // namespace parley::net::socketio
