#pragma once

#include <vector>

#include "net/socket/frame_sink.hpp"
#include "net/socket/socket_home.hpp"

namespace parley::net {

/// Keeps frames for a client that is not let in yet; none of them once they are
/// more than the budget.
class holding_sink final : public frame_sink {
 public:
  explicit holding_sink(std::size_t budget) : budget_(budget) {}

  void push(const frame* f) override {
    bytes_ += f->bytes.size();
    if (is_over()) frames_ = {};
    else frames_.push_back(f->shared_from_this());
  }

  bool is_over() const { return bytes_ > budget_; }

  void pass_on(socket_home& home, frame_sink& to) {
    for (auto& each : frames_) net::push(home, to, std::move(each));
    frames_.clear();
  }

 private:
  std::vector<frame_ptr> frames_;
  const std::size_t budget_;
  std::size_t bytes_ = 0;
};

}  // namespace parley::net
