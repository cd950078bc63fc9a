#pragma once

#include <nlohmann/json_fwd.hpp>

namespace parley::net::api::openapi {

/// A value that a schema allows, to show what it means.
nlohmann::ordered_json sample_of(const nlohmann::ordered_json& schema,
                                 const nlohmann::ordered_json& schemas);

}  // namespace parley::net::api::openapi
