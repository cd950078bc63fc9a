// Other people, direct rooms, blocks.

#include "net/api/openapi/operation.hpp"

namespace parley::net::api::openapi {

namespace {

using enum http::verb;

constexpr operation people[] = {
    {.method = get,
     .path = "/api/users",
     .summary = "People by the beginning of their names",
     .answer = "200 [Person]",
     .query = "q limit cursor"},
    {.method = get,
     .path = "/api/users/:id",
     .summary = "Somebody",
     .answer = "200 Person"},
    {.method = patch,
     .path = "/api/users/:id",
     .summary = "Change one's profile or, for admins, somebody else's",
     .answer = "200 OwnUser",
     .body = "ProfileChange",
     .codes = "NAME_TAKEN INVALID_CREDENTIALS FORBIDDEN CONFLICT"},
    {.method = del,
     .path = "/api/users/:id",
     .summary = "Delete one's account or, for admins, somebody else's",
     .answer = "204",
     .body = "Ending",
     .codes = "INVALID_CREDENTIALS FORBIDDEN CONFLICT"},
    {.method = get,
     .path = "/api/client/overview",
     .summary = "What a client shows first: oneself, groups, rooms, invites",
     .answer = "200 ClientOverview",
     .query = "limit",
     .codes = "NOT_FOUND"},
    {.method = get,
     .path = "/api/users/:id/presence",
     .summary = "What somebody is; to oneself and to admins: why",
     .answer = "200 Presence"},
    {.method = put,
     .path = "/api/users/:id/block",
     .summary = "Let somebody no longer write to one",
     .answer = "204"},
    {.method = del,
     .path = "/api/users/:id/block",
     .summary = "Let somebody write to one again",
     .answer = "204"},
    {.method = get,
     .path = "/api/users/me/blocks",
     .summary = "Whom one has blocked",
     .answer = "200 [UserCard]"},
    {.method = get,
     .path = "/api/users/me/requests",
     .summary = "Where one has asked to be let in",
     .answer = "200 [OwnRequest]"},
    {.method = get,
     .path = "/api/users/me/privacy",
     .summary = "Who may open a direct room with one, and see what one is",
     .answer = "200 Privacy"},
    {.method = put,
     .path = "/api/users/me/privacy",
     .summary =
         "Decide who may open a direct room with one, or see what one is",
     .answer = "200 Privacy",
     .body = "PrivacyChange"},
    {.method = post,
     .path = "/api/direct",
     .summary = "Open a direct room, or find the one there is",
     .answer = "200 Room, 201 Room",
     .body = "DirectRoom",
     .codes = "FORBIDDEN NOT_FOUND"},
};

}  // namespace

std::vector<topic> people_topics() { return {{"People", no_base, people}}; }

}  // namespace parley::net::api::openapi
