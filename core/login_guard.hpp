#pragma once

#include <chrono>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

namespace parley::core {

/// Part of the internet that one person can be taken for: an IPv4 address, or
/// the /64 of an IPv6 address. Other text as it is.
std::string network_of(std::string_view address);

/// Counts wrong guesses by some key and makes who goes on wait, each time twice
/// as long, up to `longest`. Bounded: of too many keys the longest unused are
/// forgotten, and nothing counts `memory` after the last wait was over.
class guess_counter {
 public:
  using time_point = std::chrono::steady_clock::time_point;
  using milliseconds = std::chrono::milliseconds;

  struct limits {
    unsigned free = 5;  ///< guesses without a wait; 0: no limit at all
    std::chrono::seconds longest{900};
    std::size_t keys = 50'000;
    std::chrono::seconds memory{900};
  };

  explicit guess_counter(const limits& within) : limits_(within) {}

  /// How long this key has to wait; 0: it may guess.
  milliseconds wait(std::string_view key, time_point now) const;

  /// A guess is made. It counts before its outcome is known, so that many at
  /// once are not one.
  void count(std::string_view key, time_point now);

  /// One guess was none and does not count, nor does anybody wait for it.
  void take_back(std::string_view key);
  /// The key's owner came: nothing counts any more.
  void forget(std::string_view key);

  std::size_t size() const { return found_.size(); }

 private:
  struct record {
    std::string key;
    unsigned guesses = 0;
    time_point last{};
    time_point refused_until{};
  };
  using records = std::list<record>;  ///< most recent first

  milliseconds backoff(unsigned guesses) const;
  record& touch(std::string_view key);

  limits limits_;
  records records_;
  std::unordered_map<std::string_view, records::iterator> found_;
};

/// Keeps passwords from being guessed: by account, whether or not there is one
/// of that name, and by address.
class login_guard {
 public:
  using time_point = guess_counter::time_point;

  /// What an attempt counts against.
  struct suspect {
    std::string account;  ///< user's id, or a folded name that nobody has
    std::string address;  ///< empty: none is known
  };

  /// `attempts` that an address may fail before it waits, up to `longest`; an
  /// account has five at most, and waits a minute at most, since somebody else
  /// can make its owner wait. 0 switches both off.
  login_guard(unsigned attempts, std::chrono::seconds longest);

  /// Counts an attempt and answers 0, or refuses it with how long to wait.
  std::chrono::milliseconds admit(const suspect& who, time_point now);

  /// The attempt was right.
  void acquit(const suspect& who);

  /// The attempt was no wrong guess: what was counted before still counts.
  void take_back(const suspect& who);

 private:
  guess_counter accounts_;
  guess_counter addresses_;
};

}  // namespace parley::core
