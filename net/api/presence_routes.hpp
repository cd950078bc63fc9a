#pragma once

#include <boost/asio/awaitable.hpp>
#include <vector>

#include "actors/messages/presence_orders.hpp"

namespace parley::net::api {

struct context;

/// What somebody sees of these users, in their order. It never fails: who
/// cannot be looked up looks offline.
boost::asio::awaitable<std::vector<actors::presence_changed>> look_up(
    actors::identity_ptr by, std::vector<core::user_id> users,
    const context& with);

/// The same of a user by that user.
boost::asio::awaitable<actors::presence_changed> look_up_self(
    core::user_id self, const context& with);

/// The store says something else about who may see this user.
void tell_privacy(const context& with, core::user_id whose);

}  // namespace parley::net::api
