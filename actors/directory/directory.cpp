#include "actors/directory/directory.hpp"

#include "actors/acts.hpp"
#include "actors/directory/replies.hpp"
#include "actors/house_rules.hpp"
#include "core/validation.hpp"

namespace parley::actors {

namespace {

constexpr std::uint32_t told_at_once = 500;

act_details changes_of(const update_group& ask) {
  act_details all;
  auto add = [&all](const char* name, const std::optional<std::string>& text) {
    if (text) all.emplace_back(name, *text);
  };
  add("name", ask.name);
  add("description", ask.description);
  add("icon", ask.icon);
  if (ask.access)
    all.emplace_back("visibility", *ask.access == core::visibility::open
                                       ? "public"
                                       : "private");
  return all;
}

core::standing standing_from(const storage::group_standing& of) {
  return {of.server, of.role, {}, of.banned};
}

}  // namespace

void directory_state::init(std::shared_ptr<const directory_links> links) {
  links_ = std::move(links);
}

void directory_state::with_permission(identity_ptr by, core::group_id group,
                                      question ask, then<permission> next) {
  links_->store.read(
      self_, storage::find_group{group},
      [this, by, ask, next](core::result<core::group> found) {
        if (!found) return next(found.error());
        links_->store.read(
            self_, storage::find_group_standing{found->id, by->user},
            [this, by, ask, next,
             found](core::result<storage::group_standing> standing) {
              if (!standing) return next(standing.error());
              standing->server = by->role;
              with_standings({*found, *standing, {}}, ask, next);
            });
      });
}

void directory_state::with_standings(permission known, question ask,
                                     then<permission> next) {
  core::subject about;
  about.group_access = known.group.access;
  about.granted = ask.granted;
  auto decide = [known, ask, next,
                 about](core::result<storage::group_standing> target) mutable {
    auto who = standing_from(known.by);
    // What does not exist for the asker is not told apart.
    auto sees = core::permit(core::action::view_group, who, about);
    if (ask.target && sees && !target) return next(target.error());
    if (ask.target && target) about.target = standing_from(*target);
    if (auto may = core::permit(ask.what, who, about); !may)
      return next(may.error());
    if (ask.target) known.target = std::move(*target);
    next(std::move(known));
  };
  if (!ask.target) return decide(storage::group_standing{});
  links_->store.read(
      self_, storage::find_group_standing{known.group.id, ask.target}, decide);
}

// -- telling ------------------------------------------------------------------

room_event_ptr directory_state::as_event(user_news news) {
  auto event = std::make_shared<room_event>();
  event->body = std::move(news);
  return event;
}

void directory_state::tell(std::vector<core::user_id> users,
                           const room_event_ptr& what, core::room_id except) {
  auto shared =
      std::make_shared<const std::vector<core::user_id>>(std::move(users));
  for (const auto& edge : links_->edges)
    self_->send(edge, tell_users{shared, what, except});
}

// Page by page: a group may be large.
void directory_state::tell_group(const group_telling& order) {
  links_->store.read(
      self_,
      storage::list_group_members{order.group, order.cursor, told_at_once},
      [this, order](core::result<storage::page<core::group_member>> page) {
        if (!page) return;
        std::vector<core::user_id> users;
        for (const auto& each : page->items)
          if (!order.without || !order.without->contains(each.who.id))
            users.push_back(each.who.id);
        tell(std::move(users), order.what, order.except);
        if (page->next.empty()) return;
        auto rest = order;
        rest.cursor = page->next;
        tell_group(rest);
      });
}

void directory_state::tell_group(core::group_id group, room_event_ptr what) {
  group_telling order;
  order.group = group;
  order.what = std::move(what);
  tell_group(order);
}

// Anybody may come and go, as often as they like: in a large group each time
// would cost as much as a message to all.
void directory_state::tell_small_group(core::group_id group,
                                       room_event_ptr what) {
  links_->store.read(
      self_, storage::list_group_members{group, {}, told_at_once},
      [this, what](core::result<storage::page<core::group_member>> page) {
        if (!page || !page->next.empty()) return;
        std::vector<core::user_id> users;
        for (const auto& each : page->items) users.push_back(each.who.id);
        tell(std::move(users), what);
      });
}

void directory_state::tell_joined(core::group_id group, core::user_id who,
                                  core::timestamp when) {
  links_->store.read(
      self_, storage::find_group_member{group, who},
      [this, group, who, when](core::result<core::group_member> member) {
        if (!member || member->joined_at != when) return;
        // Who asks twice within a moment came once.
        if (std::exchange(last_joined_, {group, who, when}) ==
            joining{group, who, when})
          return;
        tell_small_group(group, as_event(group_member_news{
                                    group, member->who, member->role, {}}));
      });
}

void directory_state::tell_left(core::group_id group,
                                const core::user_card& who,
                                core::leave_reason why) {
  tell({who.id}, as_event(group_removed{group, why}));
  tell_small_group(group, as_event(group_member_news{group, who, {}, why}));
}

// -- groups -------------------------------------------------------------------

directory_state::answered<core::group> directory_state::create_group(
    const found_group& ask) {
  auto promise = self_->make_response_promise();
  if (auto ok = core::check_name(ask.name); !ok) {
    promise.deliver(core::result<core::group>{ok.error()});
    return promise;
  }
  core::group group{core::group_id::make(), ask.name,   ask.description,
                    ask.by->user,           ask.access, core::now()};
  links_->store.write(self_, storage::create_group{std::move(group)},
                      deliver_to<core::group>(promise));
  return promise;
}

directory_state::answered<group_view> directory_state::describe(
    const describe_group& ask) {
  auto promise = self_->make_response_promise();
  with_permission(
      ask.by, ask.group, {core::action::view_group},
      [promise](core::result<permission> may) mutable {
        using answer = core::result<group_view>;
        if (!may) return promise.deliver(answer{may.error()});
        promise.deliver(answer{group_view{may->group, may->by.role}});
      });
  return promise;
}

directory_state::answered<storage::page<core::group>> directory_state::groups(
    const list_my_groups& ask) {
  auto promise = self_->make_response_promise();
  links_->store.read(self_,
                     storage::list_groups{ask.by->user, ask.cursor, ask.limit,
                                          ask.scope, ask.words},
                     deliver_to<storage::page<core::group>>(promise));
  return promise;
}

directory_state::answered<group_view> directory_state::update(
    const update_group& ask) {
  using answer = core::result<group_view>;
  auto promise = self_->make_response_promise();
  with_permission(
      ask.by, ask.group, {core::action::update_group},
      [this, promise, ask](core::result<permission> may) mutable {
        if (!may) return promise.deliver(answer{may.error()});
        auto wanted = may->group;
        if (ask.name) wanted.name = *ask.name;
        if (ask.description) wanted.description = *ask.description;
        if (ask.icon) wanted.icon = *ask.icon;
        if (ask.access) wanted.access = *ask.access;
        if (auto ok = core::check_name(wanted.name); !ok)
          return promise.deliver(answer{ok.error()});
        links_->store.write(
            self_, storage::update_group{std::move(wanted), ask.by->user},
            [this, promise,
             role = may->by.role](core::result<core::group> stored) mutable {
              if (!stored) return promise.deliver(answer{stored.error()});
              tell_group(stored->id, as_event(group_news{
                                         group_news::kind::updated, *stored}));
              promise.deliver(answer{group_view{*stored, role}});
            },
            act_of(*ask.by, core::acts::group_update, ask.group, {ask.group},
                   changes_of(ask)));
      });
  return promise;
}

directory_state::answered<storage::done> directory_state::remove(
    const delete_group& ask) {
  auto promise = self_->make_response_promise();
  auto next = deliver_to<storage::done>(promise);
  with_permission(
      ask.by, ask.group, {core::action::delete_group},
      [this, next, ask](core::result<permission> may) mutable {
        if (!may) return next(may.error());
        links_->store.write(
            self_, storage::delete_group{may->group.id},
            [this, next, group = may->group](
                core::result<storage::ended_group> ended) mutable {
              if (!ended) return next(ended.error());
              tell(std::move(ended->members),
                   as_event(group_news{group_news::kind::deleted, group}));
              // The group is gone, whatever its rooms answer: a busy one hears
              // of it yet, one that starts again finds nothing.
              ask_rooms(ended->rooms, caf::make_message(end_room{}),
                        [next](const core::result<storage::done>&) mutable {
                          next(storage::done{});
                        });
            },
            act_of(*ask.by, core::acts::group_delete, ask.group, {ask.group},
                   {{"name", may->group.name}}));
      });
  return promise;
}

caf::behavior directory(directory_state::self_ptr self,
                        std::shared_ptr<const directory_links> links) {
  auto& state = self->state;
  state.init(std::move(links));
  follow_house_rules(self);
  return {
      [&state](const found_group& ask) { return state.create_group(ask); },
      [&state](const describe_group& ask) { return state.describe(ask); },
      [&state](const list_my_groups& ask) { return state.groups(ask); },
      [&state](const update_group& ask) { return state.update(ask); },
      [&state](const delete_group& ask) { return state.remove(ask); },
      [&state](const enter_group& ask) { return state.enter(ask); },
      [&state](const exit_group& ask) { return state.exit(ask); },
      [&state](const list_members_of_group& ask) { return state.members(ask); },
      [&state](const set_group_role& ask) { return state.set_role(ask); },
      [&state](const ban_from_group& ask) { return state.ban(ask); },
      [&state](const lift_group_ban& ask) { return state.lift_ban(ask); },
      [&state](const list_group_bans& ask) { return state.bans(ask); },
      [&state](const list_group_acts& ask) { return state.acts(ask); },
      [&state](const found_channel& ask) { return state.create_channel(ask); },
      [&state](const list_channels& ask) { return state.channels(ask); },
      [&state](const list_my_rooms& ask) { return state.rooms(ask); },
      [&state](const announce_channel& order) { state.announce(order); },
      [&state](const invite_user& ask) { return state.invite(ask); },
      [&state](const list_invites_into& ask) { return state.invites(ask); },
      [&state](const revoke_invite_into& ask) { return state.revoke(ask); },
      [&state](const accept_invite& ask) { return state.accept(ask); },
      [&state](const show_invite& ask) { return state.preview(ask); },
      [&state](const request_entry& ask) { return state.request(ask); },
      [&state](const withdraw_entry& ask) { return state.withdraw(ask); },
      [&state](const list_requests_into& ask) { return state.requests(ask); },
      [&state](const decide_request& ask) { return state.decide(ask); },
      [&state](const open_direct_room& ask) { return state.open_direct(ask); },
      [&state](const block_user& ask) { return state.block(ask); },
      [self](const stop_child&) {
        self->quit(caf::exit_reason::user_shutdown);
      },
  };
}

}  // namespace parley::actors
