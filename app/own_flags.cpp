#include "app/own_flags.hpp"

#include <charconv>
#include <stdexcept>

namespace parley::app {

std::size_t number_flag(const config::loaded& with, const char* name,
                        std::size_t usual) {
  auto found = with.own.find(name);
  if (found == with.own.end()) return usual;
  std::size_t value = 0;
  const auto& text = found->second;
  auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size())
    throw std::runtime_error(std::string{"--"} + name + " takes a number");
  return value;
}

std::size_t number_flag(const config::loaded& with, const char* name,
                        std::size_t usual, bounds within) {
  auto value = number_flag(with, name, usual);
  if (value < within.least || value > within.most)
    throw std::runtime_error(std::string{"--"} + name + " must be from " +
                             std::to_string(within.least) + " to " +
                             std::to_string(within.most));
  return value;
}

std::string text_flag(const config::loaded& with, const char* name) {
  auto found = with.own.find(name);
  return found == with.own.end() ? std::string{} : found->second;
}

bool has_flag(const config::loaded& with, const char* name) {
  return with.own.contains(name);
}

}  // namespace parley::app
