#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "net/api/openapi/operation.hpp"
#include "net/http/router.hpp"

namespace parley::net::api::openapi {

/// All schemas by their names, those that extend others complete.
nlohmann::ordered_json known_schemas();

/// The routes of a server, with the operation that describes each.
struct described_route {
  http::verb method;
  http::route* target;
  const topic* in;
  const operation* what;
};
std::vector<described_route> described_routes(std::span<const topic> topics,
                                              http::router& routes);

/// The OpenAPI 3.1 document of them. Its schemas are JSON Schema draft 7 too.
nlohmann::ordered_json document_of(std::span<const described_route> routes,
                                   std::string_view version);

/// Block style, every text quoted.
std::string to_yaml(const nlohmann::ordered_json& document);

}  // namespace parley::net::api::openapi
