#pragma once

#include <cstdint>
#include <vector>

#include "bench/tester/dialects/dialect.hpp"

namespace parley::bench {

/// The messages that were sent and not yet delivered to everyone, by number.
/// A number that comes back too often, or never was sent, is noticed.
class flight_table {
 public:
  /// How many messages may be outstanding before a run is given up.
  static constexpr std::uint32_t capacity = 1u << 18;

  struct entry {
    std::uint32_t number = 0;
    std::uint32_t room = 0;
    std::uint32_t deliveries_due = 0;
    std::uint32_t acks_due = 0;
    std::int64_t intended_ns = 0;  ///< when it should have been sent
  };

  flight_table() : entries_(capacity) {}

  /// The number the next message will have.
  std::uint32_t next_number() const { return next_; }

  /// Books a message; false when `capacity` messages are outstanding.
  bool launch(std::uint32_t room, std::uint32_t deliveries, std::uint32_t acks,
              std::int64_t intended_ns) {
    auto& slot = entries_[next_ % capacity];
    if (slot.deliveries_due + slot.acks_due != 0) return false;
    slot = {next_++, room, deliveries, acks, intended_ns};
    deliveries_outstanding_ += deliveries;
    acks_outstanding_ += acks;
    return true;
  }

  /// One delivery of a message; null when none was due.
  const entry* delivered(std::uint32_t number) {
    auto& slot = entries_[number % capacity];
    if (slot.number != number || slot.deliveries_due == 0) return nullptr;
    --slot.deliveries_due;
    --deliveries_outstanding_;
    return &slot;
  }

  /// The acknowledgement of a message; null when none was due.
  const entry* acknowledged(std::uint32_t number) {
    auto& slot = entries_[number % capacity];
    if (slot.number != number || slot.acks_due == 0) return nullptr;
    --slot.acks_due;
    --acks_outstanding_;
    return &slot;
  }

  /// A message the server refused is not waited for any longer.
  void refused(std::uint32_t number) {
    auto& slot = entries_[number % capacity];
    if (slot.number != number) return;
    deliveries_outstanding_ -= slot.deliveries_due;
    slot.deliveries_due = 0;
  }

  std::uint64_t deliveries_outstanding() const {
    return deliveries_outstanding_;
  }
  std::uint64_t acks_outstanding() const { return acks_outstanding_; }

 private:
  std::vector<entry> entries_;
  std::uint32_t next_ = first_number;
  std::uint64_t deliveries_outstanding_ = 0;
  std::uint64_t acks_outstanding_ = 0;
};

}  // namespace parley::bench
