#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "net/reactor/timeouts.hpp"
#include "net/socketio/packet_reader.hpp"

namespace parley::net::socketio {

class socket;

/// What several clients answered to one event.
struct answers {
  /// The first argument of an answer: JSON, cut where an attachment stands.
  struct value {
    std::vector<std::string> pieces;  ///< one more than the attachments
    std::vector<std::string> attachments;
  };
  std::vector<value> values;
  std::size_t asked = 0;

  /// Whether nobody failed to answer in time.
  bool complete() const { return values.size() == asked; }
  void add(answers others);
  /// All values as one JSON array, whose placeholders stand for `attachments`.
  std::string array() const;
  std::vector<std::string_view> attachments() const;
};

/// The events of one namespace and reactor that wait for acknowledgements.
class questions {
 public:
  using finish = std::function<void(answers)>;

  questions();
  ~questions();

  /// The id of the next question's packet.
  std::uint64_t next_id() { return next_++; }

  /// The event `id` went to the sockets `asked`: `done` hears their answers
  /// when all have answered, or after `time`. Each answers once; whoever was
  /// not asked is not heard.
  void open(std::uint64_t id, std::unordered_set<std::string> asked,
            timeouts& timers, std::chrono::milliseconds time, finish done);

  /// An acknowledgement came; false: it answers no question.
  bool take(const socket& from, const received& answer);

 private:
  class question;

  void end(std::uint64_t id);

  std::uint64_t next_ = 0;
  std::unordered_map<std::uint64_t, std::unique_ptr<question>> open_;
};

}  // namespace parley::net::socketio
