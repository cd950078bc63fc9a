#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace parley::net {

/// How an event is described in /asyncapi.json. `data` and `ack` name schemas
/// of net/api/event_schemas.cpp.
struct event_doc {
  std::string_view name;  ///< empty: one that a client chose
  std::string_view summary;
  std::string_view data;
  std::string_view ack = {};  ///< of the answer, if it is no failure
};

/// What clients say: exactly what `read_client_event` understands.
std::vector<event_doc> client_events();

/// What the server says, apart from answers.
std::span<const event_doc> server_events();

}  // namespace parley::net
