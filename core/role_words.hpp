#pragma once

#include "core/model.hpp"

namespace parley::core {

/// How roles are called wherever people meet them.
constexpr const char* word_for(server_role role) {
  switch (role) {
    case server_role::admin:
      return "admin";
    case server_role::moderator:
      return "moderator";
    case server_role::user:
      break;
  }
  return "user";
}

constexpr const char* word_for(member_role role) {
  switch (role) {
    case member_role::owner:
      return "owner";
    case member_role::admin:
      return "admin";
    case member_role::member:
      break;
  }
  return "member";
}

}  // namespace parley::core
