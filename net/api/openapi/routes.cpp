// Which operation describes which route.

#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "net/api/openapi/document.hpp"

namespace parley::net::api::openapi {

namespace {

// Files for browsers, and a transport with a protocol of its own.
bool speaks_for_itself(std::string_view path) {
  return path == "/docs" || path.starts_with("/docs/") ||
         path.starts_with("/socket.io");
}

std::string route_name(http::verb method, std::string_view path) {
  return std::string{http::to_string(method)}.append(" ").append(path);
}

using found_by_name = std::map<std::string, described_route>;

found_by_name all_described(std::span<const topic> topics) {
  found_by_name all;
  for (const auto& in : topics)
    for (auto base : in.bases)
      for (const auto& each : in.operations) {
        auto path = std::string{base}.append(each.path);
        auto name = route_name(each.method, path);
        described_route made{each.method, nullptr, &in, &each};
        bool fresh = all.emplace(name, made).second;
        if (!fresh) throw std::logic_error(name + " is described twice");
      }
  return all;
}

}  // namespace

std::vector<described_route> described_routes(std::span<const topic> topics,
                                              http::router& routes) {
  auto all = all_described(topics);
  routes.for_each([&](http::verb method, http::route& target) {
    if (!target.options.described || speaks_for_itself(target.pattern)) return;
    auto found = all.find(route_name(method, target.pattern));
    if (found == all.end())
      throw std::logic_error(route_name(method, target.pattern) +
                             " is not described");
    found->second.target = &target;
  });
  std::vector<described_route> made;
  for (const auto& [name, each] : all) {
    if (each.target == nullptr)
      throw std::logic_error(name + " is described, and not there");
    made.push_back(each);
  }
  return made;
}

}  // namespace parley::net::api::openapi
