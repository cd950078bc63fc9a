#pragma once

#include "core/ids.hpp"

namespace parley::net::api {

struct context;

/// The store says something else about who may see this user.
void tell_privacy(const context& with, core::user_id whose);

}  // namespace parley::net::api
