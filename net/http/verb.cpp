#include "net/http/verb.hpp"

namespace parley::net::http {

std::string_view to_string(verb method) {
  switch (method) {
    case verb::get:
      return "GET";
    case verb::head:
      return "HEAD";
    case verb::post:
      return "POST";
    case verb::put:
      return "PUT";
    case verb::patch:
      return "PATCH";
    case verb::del:
      return "DELETE";
    case verb::options:
      return "OPTIONS";
    case verb::other:
      break;
  }
  return "OTHER";
}

std::string verb_set::allow() const {
  verb_set all = *this;
  if (contains(verb::get)) all.insert(verb::head);
  all.insert(verb::options);
  std::string text;
  for (auto bit = 0; bit < static_cast<int>(verb::other); ++bit) {
    auto method = static_cast<verb>(bit);
    if (!all.contains(method)) continue;
    if (!text.empty()) text += ", ";
    text += to_string(method);
  }
  return text;
}

}  // namespace parley::net::http
