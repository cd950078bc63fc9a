#include "net/socketio/questions.hpp"

#include <utility>

#include "net/socketio/packet.hpp"
#include "net/socketio/socket.hpp"

namespace parley::net::socketio {

// -- answers ------------------------------------------------------------------

void answers::add(answers others) {
  asked += others.asked;
  for (auto& each : others.values) values.push_back(std::move(each));
}

std::string answers::array() const {
  std::string out = "[";
  std::size_t attachment = 0;
  for (const auto& each : values) {
    if (out.size() > 1) out += ',';
    out += each.pieces.front();
    for (std::size_t i = 1; i < each.pieces.size(); ++i) {
      append_placeholder(out, attachment++);
      out += each.pieces[i];
    }
  }
  return out += ']';
}

std::vector<std::string_view> answers::attachments() const {
  std::vector<std::string_view> out;
  for (const auto& each : values)
    out.insert(out.end(), each.attachments.begin(), each.attachments.end());
  return out;
}

// -- one question -------------------------------------------------------------

class questions::question final : public timeout_target {
 public:
  question(questions& home, std::uint64_t id,
           std::unordered_set<std::string> asked, finish done)
      : home_(home),
        id_(id),
        waits_for_(std::move(asked)),
        done_(std::move(done)) {
    got_.asked = waits_for_.size();
  }
  ~question() override { stop_timeout(); }

  bool is_complete() const { return waits_for_.empty(); }

  void take(const socket& from, const received& answer) {
    if (waits_for_.erase(from.sid()) == 0) return;
    got_.values.push_back(value_of(answer));
  }

  void finish_now() { done_(std::move(got_)); }
  void on_timeout() override { home_.end(id_); }

 private:
  static answers::value value_of(const received& answer) {
    const auto& args = answer.head.args;
    if (args.empty()) return {{"null"}, {}};
    answers::value made;
    auto rest = args[0];
    if (answer.binary) {
      for (const auto& each : answer.binary->placeholders) {
        if (each.argument != 0) continue;
        auto at = static_cast<std::size_t>(each.text.data() - rest.data());
        made.pieces.emplace_back(rest.substr(0, at));
        made.attachments.push_back(answer.binary->frames.at(each.attachment));
        rest.remove_prefix(at + each.text.size());
      }
    }
    made.pieces.emplace_back(rest);
    return made;
  }

  questions& home_;
  const std::uint64_t id_;
  std::unordered_set<std::string> waits_for_;  ///< sids
  answers got_;
  finish done_;
};

// -- all of them --------------------------------------------------------------

questions::questions() = default;
questions::~questions() = default;

void questions::open(std::uint64_t id, std::unordered_set<std::string> asked,
                     timeouts& timers, std::chrono::milliseconds time,
                     finish done) {
  auto made =
      std::make_unique<question>(*this, id, std::move(asked), std::move(done));
  auto& opened = *made;
  open_.emplace(id, std::move(made));
  if (opened.is_complete()) return end(id);
  timers.start(opened, time);
}

bool questions::take(const socket& from, const received& answer) {
  if (!answer.head.id) return false;
  auto found = open_.find(*answer.head.id);
  if (found == open_.end()) return false;
  found->second->take(from, answer);
  if (found->second->is_complete()) end(*answer.head.id);
  return true;
}

void questions::end(std::uint64_t id) {
  auto ended = open_.extract(id);
  if (ended) ended.mapped()->finish_now();
}

}  // namespace parley::net::socketio
