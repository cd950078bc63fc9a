#include "net/http/header_map.hpp"

#include <algorithm>

#include "net/http/trim.hpp"

namespace parley::net::http {

namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool list_has(std::string_view list, std::string_view token) {
  while (!list.empty()) {
    auto comma = std::min(list.find(','), list.size());
    if (iequals(trim(list.substr(0, comma)), token)) return true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

// Without a branch, so that the compiler looks at many bytes at a time.
bool has_controls(std::string_view text) {
  unsigned found = 0;
  for (char c : text) found |= static_cast<unsigned char>(c) < 0x20;
  return found != 0;
}

bool is_splitter(char c) { return c == '\r' || c == '\n' || c == '\0'; }

}  // namespace

bool iequals(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

void header_map::reserve(std::size_t fields, std::size_t bytes) {
  entries_.reserve(fields);
  text_.reserve(bytes);
}

void header_map::add(std::string_view name, std::string_view value) {
  auto at = text_.size();
  text_.append(name).append(value);
  if (has_controls(name) || has_controls(value)) [[unlikely]] {
    auto first = text_.begin() + static_cast<std::ptrdiff_t>(at);
    std::replace_if(first, text_.end(), is_splitter, ' ');
  }
  entries_.push_back({static_cast<std::uint32_t>(at),
                      static_cast<std::uint32_t>(name.size()),
                      static_cast<std::uint32_t>(value.size())});
}

void header_map::set(std::string_view name, std::string_view value) {
  remove(name);
  add(name, value);
}

void header_map::set_default(std::string_view name, std::string_view value) {
  if (!contains(name)) add(name, value);
}

void header_map::remove(std::string_view name) {
  std::erase_if(entries_,
                [&](const entry& e) { return iequals(name_of(e), name); });
}

std::string_view header_map::get(std::string_view name) const {
  for (const auto& e : entries_)
    if (iequals(name_of(e), name)) return value_of(e);
  return {};
}

bool header_map::contains(std::string_view name) const {
  return count(name) != 0;
}

std::size_t header_map::count(std::string_view name) const {
  return static_cast<std::size_t>(
      std::count_if(entries_.begin(), entries_.end(),
                    [&](const entry& e) { return iequals(name_of(e), name); }));
}

bool header_map::has_token(std::string_view name,
                           std::string_view token) const {
  return std::any_of(entries_.begin(), entries_.end(), [&](const entry& e) {
    return iequals(name_of(e), name) && list_has(value_of(e), token);
  });
}

}  // namespace parley::net::http
