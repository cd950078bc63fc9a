// Of the server itself.

#include "net/api/openapi/operation.hpp"

namespace parley::net::api::openapi {

namespace {

using enum http::verb;

constexpr operation server[] = {
    {.method = get,
     .path = "/health",
     .summary = "Whether the process lives",
     .answer = "200 Alive",
     .open_to = access::anybody},
    {.method = get,
     .path = "/api/health",
     .summary = "Whether it can do its work",
     .answer = "200 Readiness, 503 Readiness",
     .open_to = access::anybody},
    {.method = get,
     .path = "/api/video-call/ice-servers",
     .summary = "Servers by which the parties of a call reach each other, with "
                "credentials that end",
     .answer = "200 IceServers"},
    {.method = get,
     .path = "/metrics",
     .summary = "Numbers for Prometheus; open on loopback, else to "
                "METRICS_TOKEN and to admins",
     .answer = "200 text/plain",
     .codes = "UNAUTHORIZED TOKEN_EXPIRED TOKEN_REVOKED FORBIDDEN",
     .open_to = access::anybody},
    {.method = get,
     .path = "/openapi.json",
     .summary = "This document",
     .answer = "200 Anything",
     .open_to = access::anybody},
    {.method = get,
     .path = "/openapi.yaml",
     .summary = "This document as YAML",
     .answer = "200 application/yaml",
     .open_to = access::anybody},
    {.method = get,
     .path = "/asyncapi.json",
     .summary = "The events of the sockets, as AsyncAPI describes them",
     .answer = "200 Anything",
     .open_to = access::anybody},
};

}  // namespace

std::vector<topic> server_topics() { return {{"Server", no_base, server}}; }

}  // namespace parley::net::api::openapi
