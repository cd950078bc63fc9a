#include "core/login_guard.hpp"

#include <arpa/inet.h>

#include <algorithm>

namespace parley::core {

namespace {

constexpr std::chrono::seconds account_longest{60};
constexpr unsigned account_free = 5;
// Longer than any name or address that exists.
constexpr std::size_t longest_suspect = 320;

guess_counter::limits for_accounts(unsigned attempts,
                                   std::chrono::seconds longest) {
  return {std::min(attempts, account_free), std::min(longest, account_longest)};
}

}  // namespace

std::string network_of(std::string_view address) {
  std::string text{address};
  in6_addr parsed{};
  if (::inet_pton(AF_INET6, text.c_str(), &parsed) != 1) return text;
  if (IN6_IS_ADDR_V4MAPPED(&parsed)) {
    auto dot = text.rfind(':');
    return text.substr(dot + 1);
  }
  return {reinterpret_cast<const char*>(parsed.s6_addr), 8};
}

// -- guess_counter ------------------------------------------------------------

guess_counter::milliseconds guess_counter::wait(std::string_view key,
                                                time_point now) const {
  auto at = found_.find(key.substr(0, longest_suspect));
  if (at == found_.end() || at->second->refused_until <= now) return {};
  return std::chrono::ceil<milliseconds>(at->second->refused_until - now);
}

guess_counter::milliseconds guess_counter::backoff(unsigned guesses) const {
  auto doublings = std::min(guesses - limits_.free, 20u);
  return std::min<milliseconds>(std::chrono::seconds{1u << doublings},
                                limits_.longest);
}

guess_counter::record& guess_counter::touch(std::string_view key) {
  if (auto at = found_.find(key); at != found_.end()) {
    records_.splice(records_.begin(), records_, at->second);
    return records_.front();
  }
  if (records_.size() >= limits_.keys) {
    found_.erase(records_.back().key);
    records_.pop_back();
  }
  records_.push_front({std::string{key}, 0, {}, {}});
  found_.emplace(records_.front().key, records_.begin());
  return records_.front();
}

void guess_counter::count(std::string_view key, time_point now) {
  if (limits_.free == 0) return;
  auto& found = touch(key.substr(0, longest_suspect));
  auto rested_since = std::max(found.last, found.refused_until);
  if (now - rested_since > limits_.memory) found.guesses = 0;
  found.last = now;
  ++found.guesses;
  if (found.guesses >= limits_.free)
    found.refused_until = now + backoff(found.guesses);
}

void guess_counter::take_back(std::string_view key) {
  auto at = found_.find(key.substr(0, longest_suspect));
  if (at == found_.end() || at->second->guesses == 0) return;
  --at->second->guesses;
  // It was let in, so the wait before it was over.
  at->second->refused_until = {};
}

void guess_counter::forget(std::string_view key) {
  auto at = found_.find(key.substr(0, longest_suspect));
  if (at == found_.end()) return;
  auto place = at->second;
  found_.erase(at);
  records_.erase(place);
}

// -- login_guard --------------------------------------------------------------

login_guard::login_guard(unsigned attempts, std::chrono::seconds longest)
    : accounts_(for_accounts(attempts, longest)),
      addresses_({attempts, longest}) {}

std::chrono::milliseconds login_guard::admit(const suspect& who,
                                             time_point now) {
  auto network = network_of(who.address);
  auto wait =
      std::max(accounts_.wait(who.account, now), addresses_.wait(network, now));
  if (wait.count() > 0) return wait;
  accounts_.count(who.account, now);
  if (!network.empty()) addresses_.count(network, now);
  return {};
}

void login_guard::acquit(const suspect& who) {
  accounts_.forget(who.account);
  addresses_.take_back(network_of(who.address));
}

void login_guard::take_back(const suspect& who) {
  accounts_.take_back(who.account);
  addresses_.take_back(network_of(who.address));
}

}  // namespace parley::core
