#pragma once

// What each route reads and answers, as data: the OpenAPI document is made of
// it, and the bodies of requests are checked against it. A route without a line
// here, or a line without a route, stops the server at its start.

#include <span>
#include <string_view>
#include <vector>

#include "net/http/verb.hpp"

namespace parley::net::api::openapi {

enum class access : unsigned char { users, anybody };

/// One route. Schemas are those below and of `event_schemas`.
struct operation {
  http::verb method;
  std::string_view path;  ///< what follows the base of its topic
  std::string_view summary;
  /// A status and what comes with it, several by commas: `200 Group`, `204`,
  /// `200 [Group]` for a page of them, `200 text/plain`.
  std::string_view answer;
  std::string_view body = {};   ///< a schema, if it reads JSON
  std::string_view query = {};  ///< of `parameters`, by blanks
  /// Codes of its own, by blanks, beside those that any such route has.
  std::string_view codes = {};
  access open_to = access::users;
};

/// Routes that belong together, at one place or at several alike.
struct topic {
  std::string_view tag;
  std::span<const std::string_view> bases;
  std::span<const operation> operations;
};

/// Of topics whose operations say their whole paths.
inline constexpr std::string_view no_base[] = {""};

/// A parameter of a path or a query.
struct parameter {
  std::string_view name;
  std::string_view about;
  std::string_view schema;  ///< JSON
};

// One list a file.
std::vector<topic> identity_topics();
std::vector<topic> people_topics();
std::vector<topic> group_topics();
std::vector<topic> channel_topics();
std::vector<topic> call_topics();
std::vector<topic> upload_topics();
std::vector<topic> admin_topics();
std::vector<topic> server_topics();

std::vector<topic> all_topics();
std::span<const parameter> parameters();

// JSON: what requests carry and answers have, beside `event_schemas`. Strict
// JSON Schema draft 7, but for `x-extends`: the members of another one first.
// Bodies of requests may have more members, which are ignored; answers have
// these. Lengths are bytes of UTF-8.
std::string_view identity_schemas();
std::string_view room_schemas();
std::string_view message_schemas();
std::string_view admin_schemas();

}  // namespace parley::net::api::openapi
