#include "net/api/openapi/operation.hpp"

namespace parley::net::api::openapi {

namespace {

constexpr std::string_view id = R"({"$ref": "#/components/schemas/Id"})";

constexpr parameter known[] = {
    {"id", "What the path speaks of", id},
    {"userId", "Whom it is about", id},
    {"inviteId", "Which invite", id},
    {"code", "The code of an invite", R"({"type": "string"})"},
    {"emoji", "An emoji, or a name such as +1",
     R"({"type": "string", "minLength": 1, "maxLength": 64})"},
    {"limit", "How many at most: 50 if it is not given",
     R"({"type": "integer", "minimum": 1, "maximum": 200})"},
    {"cursor", "The `next` of the page before", R"({"type": "string"})"},
    {"q", "What to look for", R"({"type": "string", "maxLength": 256})"},
    {"scope", "Which groups",
     R"({"enum": ["all", "public", "mine"], "default": "all"})"},
    {"status", "Only such calls",
     R"({"enum": ["ringing", "accepted", "rejected", "cancelled", "busy",
       "missed", "ended", "failed"]})"},
    {"before",
     "Older than this seq, message or call; in a search: than this time",
     R"({"type": "string"})"},
    {"after", "Newer than this seq or message; in a search: than this time",
     R"({"type": "string"})"},
    {"has", "Only with these", R"({"enum": ["attachment"]})"},
    {"role", "Only with this role", R"({"type": "string"})"},
    {"state", "Only in this state", R"({"type": "string"})"},
    {"actor", "Done by this user", id},
    {"action", "Only such acts", R"({"type": "string"})"},
    {"target", "Done to this", id},
    {"group", "Done in this group", id},
    {"url", "The address of a page", R"({"type": "string"})"},
    {"around", "Beside this seq or message", R"({"type": "string"})"},
    {"channelId", "In this channel only", id},
    {"from", "By this user only", id},
    {"token", "An access token, where no header can be sent",
     R"({"type": "string"})"},
    {"exp", "Of a signed link", R"({"type": "string"})"},
    {"sig", "Of a signed link", R"({"type": "string"})"},
};

}  // namespace

std::span<const parameter> parameters() { return known; }

std::vector<topic> all_topics() {
  std::vector<topic> all;
  for (auto list :
       {identity_topics, people_topics, group_topics, channel_topics,
        call_topics, upload_topics, admin_topics, server_topics})
    for (const auto& each : list()) all.push_back(each);
  return all;
}

}  // namespace parley::net::api::openapi
