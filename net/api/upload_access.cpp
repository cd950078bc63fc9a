#include "net/api/upload_access.hpp"

#include <functional>

#include "actors/messages/directory_requests.hpp"
#include "actors/messages/room_requests.hpp"
#include "core/server_rights.hpp"

// Awaitables are named before they are awaited: see upload_routes.cpp.

namespace parley::net::api {

namespace {

using namespace actors;
using storage::upload_places;

/// Whoever may not is told the same as if there were nothing.
bool is_refusal(const core::failure& why) {
  return why.code == core::errc::not_found || why.code == core::errc::forbidden;
}

bool may_by_report(const identity& who, const upload_places& places) {
  constexpr auto sees = core::server_action::see_reports;
  return places.reported && core::permit_on_server(sees, who.role);
}

bool is_everybodys(const core::upload& what, core::user_id reader) {
  return what.owner == reader || what.kind == core::upload_kind::avatar;
}

/// The room decides, as it does about its messages.
asked<storage::done> may_in_room(const context& with, identity_ptr who,
                                 core::room_id room, core::action what) {
  authorize_action order{std::move(who), what};
  auto asking = ask_for<room_view>(with, child_key::of(room), order);
  auto view = co_await std::move(asking);
  if (!view) co_return view.error();
  co_return storage::done{};
}

asked<storage::done> may_see_group(const context& with, identity_ptr who,
                                   core::group_id group) {
  describe_group order{std::move(who), group};
  auto asking = ask_service<group_view>(with, service::directory, order);
  auto view = co_await std::move(asking);
  if (!view) co_return view.error();
  co_return storage::done{};
}

/// A question about one of the places.
using question = std::function<asked<storage::done>()>;

std::vector<question> questions_about(const context& with,
                                      const identity_ptr& who,
                                      const upload_places& places) {
  std::vector<question> all;
  for (auto room : places.rooms)
    all.emplace_back([&with, who, room] {
      return may_in_room(with, who, room, core::action::read_room);
    });
  for (auto room : places.icon_of_rooms)
    all.emplace_back([&with, who, room] {
      return may_in_room(with, who, room, core::action::view_room);
    });
  for (auto group : places.icon_of_groups)
    all.emplace_back(
        [&with, who, group] { return may_see_group(with, who, group); });
  return all;
}

/// Success, if one of the places lets `who` read.
asked<storage::done> may_in_places(const context& with, identity_ptr who,
                                   const upload_places& places) {
  auto questions = questions_about(with, who, places);
  for (const auto& each : questions) {
    auto asking = each();
    auto may = co_await std::move(asking);
    if (may) co_return storage::done{};
    if (!is_refusal(may.error())) co_return may.error();
  }
  co_return core::failure{core::errc::not_found};
}

}  // namespace

asked<core::upload> readable_upload(const context& with, identity_ptr who,
                                    core::upload_id id) {
  storage::find_upload_places query{id, who->user};
  auto finding = read_store(with, query);
  auto found = co_await std::move(finding);
  if (!found) co_return found.error();
  if (may_by_report(*who, *found)) co_return std::move(found->value);
  if (found->withdrawn) co_return core::failure{core::errc::not_found};
  if (is_everybodys(found->value, who->user)) co_return std::move(found->value);
  auto asking = may_in_places(with, who, *found);
  auto may = co_await std::move(asking);
  if (!may) co_return may.error();
  co_return std::move(found->value);
}

}  // namespace parley::net::api
