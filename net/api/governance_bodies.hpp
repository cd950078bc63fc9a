#pragma once

// What several routes about groups and channels read.

#include <optional>
#include <string>

#include "net/api/api.hpp"

namespace parley::net::api {

inline constexpr json::enum_name<core::visibility> visibilities[] = {
    {"public", core::visibility::open},
    {"private", core::visibility::closed},
};

inline constexpr json::enum_name<core::member_role> member_roles[] = {
    {"member", core::member_role::member},
    {"admin", core::member_role::admin},
    {"owner", core::member_role::owner},
};

/// What groups and channels are called; absent: stays as it is.
struct place_texts {
  std::optional<std::string> name;
  std::optional<std::string> about;  ///< `description` or `topic`
  std::optional<std::string> icon;
};
core::result<place_texts> read_texts(const json::object& body,
                                     std::string_view about);

/// `{role}` of a change of role, `owner` among them.
core::result<core::member_role> read_role(const request& from,
                                          const context& with);

/// `{reason?, until?}` of a ban or a mute; `until` lies ahead.
struct sentence {
  std::string reason;
  std::optional<core::timestamp> until;
};
core::result<sentence> read_sentence(const request& from, const context& with);

}  // namespace parley::net::api
