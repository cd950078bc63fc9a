#include "net/http/upgrade_request.hpp"

namespace parley::net::http {

namespace {

std::string_view without_slash(std::string_view path) {
  if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return path;
}

}  // namespace

void upgrade_routes::add(std::string_view path, upgrade_handler handle) {
  routes_.emplace_back(without_slash(path), std::move(handle));
}

const upgrade_handler* upgrade_routes::find(std::string_view path) const {
  path = without_slash(path);
  for (const auto& [name, handle] : routes_)
    if (name == path) return &handle;
  return nullptr;
}

}  // namespace parley::net::http
