#pragma once

// owns            nothing: groups live in the store, rooms in their actors
// spawned by      registry, on first use
// watched by      registry
// on failure      callers see unavailable; the next request starts it again
// mailbox bound   requests come through the HTTP door

#include <caf/all.hpp>
#include <functional>
#include <memory>
#include <tuple>

#include "actors/messages/directory_requests.hpp"
#include "actors/messages/edge_orders.hpp"
#include "actors/messages/entry_requests.hpp"
#include "actors/messages/registry_orders.hpp"
#include "actors/messages/room_requests.hpp"
#include "actors/placement.hpp"
#include "actors/storage/storage_client.hpp"
#include "core/permissions.hpp"

namespace parley::actors {

struct directory_links {
  caf::actor registry;
  std::vector<caf::actor> edges;
  storage_client store;
};

/// Groups: who is in them, which channels they have and how one gets in; direct
/// rooms.
struct directory_state {
  using self_ptr = caf::stateful_actor<directory_state, placed_actor>*;
  template <class T>
  using answered = caf::result<core::result<T>>;

  explicit directory_state(self_ptr self) : self_(self) {}

  void init(std::shared_ptr<const directory_links> links);

  // -- groups -----------------------------------------------------------------
  answered<core::group> create_group(const found_group& ask);
  answered<group_view> describe(const describe_group& ask);
  answered<storage::page<core::group>> groups(const list_my_groups& ask);
  answered<group_view> update(const update_group& ask);
  answered<storage::done> remove(const delete_group& ask);

  // -- members ----------------------------------------------------------------
  answered<storage::done> enter(const enter_group& ask);
  answered<storage::done> exit(const exit_group& ask);
  answered<storage::page<core::group_member>> members(
      const list_members_of_group& ask);
  answered<core::group_member> set_role(const set_group_role& ask);
  answered<storage::done> ban(const ban_from_group& ask);
  answered<storage::done> lift_ban(const lift_group_ban& ask);
  answered<storage::page<core::restriction>> bans(const list_group_bans& ask);
  answered<storage::page<storage::recorded_act>> acts(
      const list_group_acts& ask);

  // -- channels ---------------------------------------------------------------
  answered<core::room> create_channel(const found_channel& ask);
  answered<std::vector<core::room>> channels(const list_channels& ask);
  answered<storage::page<storage::room_overview>> rooms(
      const list_my_rooms& ask);
  void announce(const announce_channel& order);

  // -- ways in ----------------------------------------------------------------
  answered<made_invite> invite(const invite_user& ask);
  answered<std::vector<core::invite>> invites(const list_invites_into& ask);
  answered<storage::done> revoke(const revoke_invite_into& ask);
  answered<core::invite> accept(const accept_invite& ask);
  answered<storage::invitation> preview(const show_invite& ask);
  answered<storage::done> request(const request_entry& ask);
  answered<storage::done> withdraw(const withdraw_entry& ask);
  answered<storage::page<core::join_request>> requests(
      const list_requests_into& ask);
  answered<storage::done> decide(const decide_request& ask);

  // -- direct rooms -----------------------------------------------------------
  answered<storage::opened_direct> open_direct(const open_direct_room& ask);
  answered<storage::done> block(const block_user& ask);

  static inline const char* name = "directory";

 private:
  template <class T>
  using then = std::function<void(core::result<T>)>;

  /// What a request about a group is about.
  struct question {
    core::action what;
    core::user_id target{};  ///< none: it is about nobody
    core::member_role granted = core::member_role::member;
  };
  struct permission {
    core::group group;
    storage::group_standing by;
    storage::group_standing target;
  };
  /// A way in that the asker may use or manage.
  struct entrance {
    storage::doorway at;
    bool is_inside = false;
    bool is_open = false;
  };

  /// Looks up the group and who is what in it; fails unless it is allowed.
  void with_permission(identity_ptr by, core::group_id group, question ask,
                       then<permission> next);
  void with_standings(permission known, question ask, then<permission> next);
  void with_entrance(identity_ptr by, place into, core::action of_group,
                     core::action of_room, then<entrance> next);

  /// Tells the channels that the user is out of them.
  void leave_channels(const core::result<std::vector<core::room_id>>& channels,
                      core::user_id who, then<storage::done> next);
  /// Asks each of the rooms; continues when all have answered or failed, with
  /// a failure if there was one. A room that is no more is none.
  void ask_rooms(const std::vector<core::room_id>& rooms,
                 const caf::message& content, then<storage::done> next);
  void check_consent_to_adding(core::user_id by, core::user_id who,
                               then<storage::done> next);
  void check_may_invite(const invite_user& ask, then<storage::done> next);
  void add_to_group(core::group_id group, core::user_id who,
                    core::member_role role, then<storage::done> next,
                    core::act_ptr act = {});
  void make_invite(const invite_user& ask, const storage::doorway& at,
                   then<made_invite> next);
  void find_made(const made_invite& made, std::string hash,
                 then<made_invite> next);
  void admit_to_room(core::room_id room, core::user_id who,
                     then<storage::done> next);
  void let_in(const storage::doorway& at, core::user_id who,
              then<storage::done> next);
  void tell_staff(const storage::doorway& at, room_event_ptr what);
  void announce_turn(const announce_channel& order,
                     const room_event_ptr& event);
  void check_consents(std::shared_ptr<const open_direct_room> ask,
                      std::size_t nth, bool known, then<storage::done> next);
  void make_direct(const open_direct_room& ask,
                   then<storage::opened_direct> next);

  static room_event_ptr as_event(user_news news);
  void tell(std::vector<core::user_id> users, const room_event_ptr& what,
            core::room_id except = {});
  /// News for a group: for whom of it.
  struct group_telling {
    core::group_id group;
    room_event_ptr what;
    core::room_id except{};  ///< sockets that hear it are left out
    user_set_ptr without{};  ///< … and those of these users
    std::string cursor{};
  };
  void tell_group(const group_telling& order);
  void tell_group(core::group_id group, room_event_ptr what);
  void tell_small_group(core::group_id group, room_event_ptr what);
  /// Tells of who became a member at `when`; of nobody else.
  void tell_joined(core::group_id group, core::user_id who,
                   core::timestamp when);
  void tell_left(core::group_id group, const core::user_card& who,
                 core::leave_reason why);

  using joining = std::tuple<core::group_id, core::user_id, core::timestamp>;

  self_ptr self_;
  std::shared_ptr<const directory_links> links_;
  joining last_joined_{};  ///< that was told
};

caf::behavior directory(directory_state::self_ptr self,
                        std::shared_ptr<const directory_links> links);

}  // namespace parley::actors
