// Calls.

#include "net/api/openapi/operation.hpp"

namespace parley::net::api::openapi {

namespace {

using enum http::verb;

constexpr std::string_view call_bases[] = {"/api/video-call"};

constexpr operation calls[] = {
    {.method = post,
     .path = "",
     .summary = "Call somebody, or those in a channel",
     .answer = "201 Call",
     .body = "NewCall",
     .codes = "FORBIDDEN NOT_FOUND CONFLICT GONE"},
    {.method = get,
     .path = "",
     .summary = "One's own calls, the newest first",
     .answer = "200 [Call]",
     .query = "status before limit",
     .codes = "NOT_FOUND"},
    {.method = get,
     .path = "/:id",
     .summary = "A call in which one has or had a part",
     .answer = "200 Call"},
    {.method = post,
     .path = "/:id/accept",
     .summary = "Answer a call",
     .answer = "200 Call",
     .codes = "CONFLICT GONE"},
    {.method = post,
     .path = "/:id/reject",
     .summary = "Decline a call",
     .answer = "200 Call",
     .codes = "CONFLICT GONE"},
    {.method = post,
     .path = "/:id/end",
     .summary = "Leave a call, or take it back",
     .answer = "200 Call",
     .codes = "CONFLICT GONE"},
};

}  // namespace

std::vector<topic> call_topics() { return {{"Calls", call_bases, calls}}; }

}  // namespace parley::net::api::openapi
