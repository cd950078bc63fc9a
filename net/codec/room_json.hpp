#pragma once

// How groups, rooms and the ways into them look, in answers and in events.

#include <optional>

#include "core/model.hpp"
#include "net/json/writer.hpp"

namespace parley::net {

void append_group(json::writer& out, const core::group& group,
                  std::optional<core::member_role> own_role = {});

/// Properties of a room that everything about one shows; the object stays open
/// for more.
json::writer& open_room(json::writer& out, const core::room& room);
void append_room(json::writer& out, const core::room& room);

/// `code`: shown to who made it, once.
void append_invite(json::writer& out, const core::invite& invite,
                   std::string_view code = {});
/// The same; the object stays open for more.
json::writer& open_invite(json::writer& out, const core::invite& invite,
                          std::string_view code = {});
/// A request's own members, into an object that is open.
void append_request(json::writer& out, const core::join_request& request);

/// null for an id of "none".
template <class Id>
void append_id_or_null(json::writer& out, json::name key, const Id& id) {
  out.key(key);
  if (id) {
    out.value(id);
  } else {
    out.null();
  }
}
void append_time_or_null(json::writer& out, json::name key,
                         const std::optional<core::timestamp>& at);

}  // namespace parley::net
