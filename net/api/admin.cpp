#include "net/api/admin.hpp"

#include "core/role_words.hpp"
#include "net/api/report_views.hpp"
#include "net/api/views.hpp"
#include "net/codec/event_json.hpp"

namespace parley::net::api {

asked<actors::identity_ptr> permitted(const request& from, const context& with,
                                      core::server_action what) {
  auto who = authenticate(from, with);
  if (!who) co_return who.error();
  storage::find_user query{(*who)->user};
  auto user = co_await read_store(with, query);
  // A token outlives its user, and comes from tools that store none.
  if (!user && user.error().code != core::errc::not_found)
    co_return user.error();
  const auto role = user ? user->role : core::server_role::user;
  if (auto may = core::permit_on_server(what, role); !may)
    co_return may.error();
  auto now = std::make_shared<actors::identity>(**who);
  now->role = role;
  co_return now;
}

void write_account_members(json::writer& out, const storage::account& account) {
  const auto& user = account.who;
  const auto state = user.deleted  ? "deleted"
                     : account.ban ? "banned"
                                   : "active";
  out.member("id", user.id)
      .member("username", user.username)
      .member("displayName", user.display_name)
      .member("email", user.email)
      .member("emailVerified", user.email_verified)
      .member("avatar", user.avatar)
      .member("role", core::word_for(user.role))
      .member("state", state)
      .member("lastSeen", user.last_seen)
      .member("createdAt", user.created_at)
      .key("ban");
  if (account.ban) write_restriction(out, *account.ban);
  else out.null();
}

void write_account(json::writer& out, const storage::account& account) {
  out.begin_object();
  write_account_members(out, account);
  out.end_object();
}

void write_act(json::writer& out, const storage::recorded_act& act,
               bool whole) {
  const auto& what = act.what;
  out.begin_object().member("action", what.what).key("by");
  if (what.by) append_card(out, act.by);
  else out.null();
  out.member("type", word_for(what.target.kind)).key("targetId");
  write_id_or_null(out, what.target.id);
  out.key("groupId");
  write_id_or_null(out, what.group);
  out.key("channelId");
  write_id_or_null(out, what.room);
  if (whole) out.member("address", what.address);
  const std::string_view none = "{}";
  out.key("details")
      .value(json::raw{what.details.empty() ? none : what.details})
      .member("createdAt", what.at)
      .end_object();
}

}  // namespace parley::net::api
