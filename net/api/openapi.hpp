#pragma once

#include "net/api/api.hpp"

namespace parley::net::api {

/// `/openapi.json`, `/openapi.yaml` and `/docs`, and to each route the shape of
/// the body it reads. To be called when all other routes are there. Throws
/// `std::logic_error` when one of them is not described, or one that is
/// described is not there: a mistake in the program.
void add_openapi_routes(http::router& to, const context& with);

}  // namespace parley::net::api
