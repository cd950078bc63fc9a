#include "core/mentions.hpp"

#include <algorithm>

namespace parley::core {

namespace {

bool in_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

// Where the code ends that starts with the back-ticks at `at`; `at` plus these
// when nothing closes them.
std::size_t end_of_code(std::string_view text, std::size_t at) {
  auto size = std::min(text.find_first_not_of('`', at), text.size()) - at;
  auto close = text.find(text.substr(at, size), at + size);
  return close == text.npos ? at + size : close + size;
}

void note(called_names& found, std::string_view name) {
  auto word = without_punctuation(name);
  if (word.empty()) word = name;
  if (word == "channel" || word == "everyone") {
    found.channel = true;
  } else if (word == "here") {
    found.here = true;
  } else if (found.names.size() < max_called_names &&
             std::find(found.names.begin(), found.names.end(), name) ==
                 found.names.end()) {
    found.names.push_back(name);
  }
}

}  // namespace

called_names find_called_names(std::string_view text) {
  called_names found;
  std::size_t at = 0;
  while ((at = text.find_first_of("@`", at)) != text.npos) {
    if (text[at] == '`') {
      at = end_of_code(text, at);
      continue;
    }
    const bool within = at > 0 && in_name(text[at - 1]);
    auto end = ++at;
    while (end < text.size() && in_name(text[end])) ++end;
    if (!within && end > at) note(found, text.substr(at, end - at));
    at = end;
  }
  return found;
}

std::string_view without_punctuation(std::string_view name) {
  auto end = name.find_last_not_of(".-");
  if (end == name.npos || end + 1 == name.size()) return {};
  return name.substr(0, end + 1);
}

}  // namespace parley::core
