#pragma once

#include <string_view>

namespace parley::net::api {

/// JSON: the schemas that `event_doc` speaks of, by name, as they stand in
/// `#/components/schemas` of /asyncapi.json.
std::string_view event_schemas();

}  // namespace parley::net::api
