#include "actors/directory/directory.hpp"

#include "actors/house_rules.hpp"
#include "core/validation.hpp"

namespace parley::actors {

namespace {

constexpr std::chrono::seconds patience{30};

// A read whose answer goes to the asker as it is.
template <class Op>
caf::result<core::result<typename Op::reply>> pass_on(
    directory_state::self_ptr self, const storage_client& store, Op op) {
  auto promise = self->make_response_promise();
  store.read(self, std::move(op),
             [promise](core::result<typename Op::reply> got) mutable {
               promise.deliver(std::move(got));
             });
  return promise;
}

}  // namespace

void directory_state::init(std::shared_ptr<const directory_links> links) {
  links_ = std::move(links);
}

void directory_state::with_permission(
    identity_ptr by, core::group_id group, core::action what,
    std::optional<core::member_role> target,
    std::function<void(core::result<group_view>)> then) {
  links_->store.read(
      self_, storage::find_group{group},
      [this, by, what, target, then](core::result<core::group> found) {
        if (!found) return then(found.error());
        links_->store.read(
            self_, storage::find_group_member{found->id, by->user},
            [by, what, target, then,
             found](core::result<core::group_member> member) {
              if (!member && member.error().code != core::errc::not_found)
                return then(member.error());
              core::standing standing;
              standing.server = by->role;
              if (member) standing.in_group = member->role;
              core::subject subject;
              subject.group_access = found->access;
              subject.target = target;
              if (auto may = core::permit(what, standing, subject); !may)
                return then(may.error());
              then(group_view{*found, standing.in_group});
            });
      });
}

// -- groups -------------------------------------------------------------------

caf::result<core::result<core::group>> directory_state::create_group(
    const found_group& ask) {
  using answer = core::result<core::group>;
  auto promise = self_->make_response_promise();
  if (auto ok = core::check_name(ask.name); !ok) {
    promise.deliver(answer{ok.error()});
    return promise;
  }
  core::group group{core::group_id::make(), ask.name,   ask.description,
                    ask.by->user,           ask.access, core::now()};
  links_->store.write(self_, storage::create_group{std::move(group)},
                      [promise](core::result<core::group> stored) mutable {
                        promise.deliver(std::move(stored));
                      });
  return promise;
}

caf::result<core::result<group_view>> directory_state::describe(
    const describe_group& ask) {
  auto promise = self_->make_response_promise();
  with_permission(ask.by, ask.group, core::action::view_group, {},
                  [promise](core::result<group_view> view) mutable {
                    promise.deliver(std::move(view));
                  });
  return promise;
}

caf::result<core::result<storage::page<core::group>>> directory_state::groups(
    const list_my_groups& ask) {
  return pass_on(self_, links_->store,
                 storage::list_groups{ask.by->user, ask.cursor, ask.limit});
}

caf::result<core::result<storage::done>> directory_state::enter(
    const enter_group& ask) {
  using answer = core::result<storage::done>;
  auto promise = self_->make_response_promise();
  auto what = ask.who == ask.by->user ? core::action::join_group
                                      : core::action::add_group_member;
  with_permission(
      ask.by, ask.group, what, {},
      [this, promise, ask](core::result<group_view> view) mutable {
        if (!view) return promise.deliver(answer{view.error()});
        // Nobody gives a role that is not below the own one.
        bool too_high = ask.role != core::member_role::member &&
                        (!view->own_role || ask.role >= *view->own_role);
        if (too_high) return promise.deliver(answer{core::errc::forbidden});
        links_->store.read(
            self_, storage::find_user{ask.who},
            [this, promise, ask](core::result<core::user> user) mutable {
              if (!user) return promise.deliver(answer{user.error()});
              links_->store.write(
                  self_,
                  storage::add_group_member{ask.group, ask.who, ask.role,
                                            core::now()},
                  [promise](core::result<storage::done> stored) mutable {
                    promise.deliver(std::move(stored));
                  });
            });
      });
  return promise;
}

caf::result<core::result<storage::done>> directory_state::exit(
    const exit_group& ask) {
  using answer = core::result<storage::done>;
  auto promise = self_->make_response_promise();
  links_->store.read(
      self_, storage::find_group_member{ask.group, ask.who},
      [this, promise, ask](core::result<core::group_member> target) mutable {
        std::optional<core::member_role> role;
        if (target) role = target->role;
        auto what = ask.who == ask.by->user ? core::action::leave_group
                                            : core::action::remove_group_member;
        with_permission(
            ask.by, ask.group, what, role,
            [this, promise, ask, role](core::result<group_view> view) mutable {
              if (!view) return promise.deliver(answer{view.error()});
              if (!role) return promise.deliver(answer{core::errc::not_found});
              if (*role == core::member_role::owner)
                return promise.deliver(answer{core::failure{
                    core::errc::conflict, "an owner cannot leave the group"}});
              leave_channels(ask, [promise](auto done) mutable {
                promise.deliver(std::move(done));
              });
            });
      });
  return promise;
}

// First the group, so that no open channel lets the user in again, then each
// channel, which takes the room from the user's sockets.
void directory_state::leave_channels(
    const exit_group& ask,
    std::function<void(core::result<storage::done>)> then) {
  auto member = std::make_shared<const identity>(
      identity{ask.who, {}, core::server_role::user});
  auto leave_each = [this, member,
                     then](core::result<std::vector<core::room>> rooms) {
    if (!rooms) return then(rooms.error());
    auto left = std::make_shared<std::size_t>(rooms->size() + 1);
    auto one_done = [left, then] {
      if (--*left == 0) then(storage::done{});
    };
    for (const auto& room : *rooms)
      self_
          ->request(links_->registry, patience,
                    forward_to{child_key::of(room.id),
                               caf::make_message(
                                   remove_room_member{member, member->user})})
          .then([one_done](core::result<storage::done>&) { one_done(); },
                [one_done](caf::error&) { one_done(); });
    one_done();
  };
  links_->store.write(
      self_, storage::remove_group_member{ask.group, ask.who},
      [this, ask, then, leave_each](core::result<storage::done> removed) {
        if (!removed) return then(removed.error());
        links_->store.read(self_, storage::list_group_rooms{ask.group, ask.who},
                           leave_each);
      });
}

caf::result<core::result<storage::page<core::group_member>>>
directory_state::members(const list_members_of_group& ask) {
  using answer = core::result<storage::page<core::group_member>>;
  auto promise = self_->make_response_promise();
  with_permission(ask.by, ask.group, core::action::view_group, {},
                  [this, promise, ask](core::result<group_view> view) mutable {
                    if (!view) return promise.deliver(answer{view.error()});
                    links_->store.read(self_,
                                       storage::list_group_members{
                                           ask.group, ask.cursor, ask.limit},
                                       [promise](answer page) mutable {
                                         promise.deliver(std::move(page));
                                       });
                  });
  return promise;
}

// -- channels -----------------------------------------------------------------

caf::result<core::result<core::room>> directory_state::create_channel(
    const found_channel& ask) {
  using answer = core::result<core::room>;
  auto promise = self_->make_response_promise();
  if (auto ok = core::check_name(ask.name); !ok) {
    promise.deliver(answer{ok.error()});
    return promise;
  }
  with_permission(ask.by, ask.group, core::action::create_channel, {},
                  [this, promise, ask](core::result<group_view> view) mutable {
                    if (!view) return promise.deliver(answer{view.error()});
                    core::room room;
                    room.id = core::room_id::make();
                    room.parent = ask.group;
                    room.name = ask.name;
                    room.topic = ask.topic;
                    room.created_by = ask.by->user;
                    room.access = ask.access;
                    room.epoch = core::room_id::make().str().substr(24);
                    room.created_at = core::now();
                    links_->store.write(self_,
                                        storage::create_room{std::move(room)},
                                        [promise](answer stored) mutable {
                                          promise.deliver(std::move(stored));
                                        });
                  });
  return promise;
}

caf::result<core::result<std::vector<core::room>>> directory_state::channels(
    const list_channels& ask) {
  using answer = core::result<std::vector<core::room>>;
  auto promise = self_->make_response_promise();
  with_permission(
      ask.by, ask.group, core::action::view_group, {},
      [this, promise, ask](core::result<group_view> view) mutable {
        if (!view) return promise.deliver(answer{view.error()});
        bool inside =
            view->own_role || ask.by->role == core::server_role::admin;
        if (!inside) return promise.deliver(answer{std::vector<core::room>{}});
        links_->store.read(self_,
                           storage::list_group_rooms{ask.group, ask.by->user},
                           [promise](answer rooms) mutable {
                             promise.deliver(std::move(rooms));
                           });
      });
  return promise;
}

caf::result<core::result<storage::page<storage::room_overview>>>
directory_state::rooms(const list_my_rooms& ask) {
  return pass_on(self_, links_->store,
                 storage::list_user_rooms{ask.by->user, ask.cursor, ask.limit});
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
      [&state](const enter_group& ask) { return state.enter(ask); },
      [&state](const exit_group& ask) { return state.exit(ask); },
      [&state](const list_members_of_group& ask) { return state.members(ask); },
      [&state](const found_channel& ask) { return state.create_channel(ask); },
      [&state](const list_channels& ask) { return state.channels(ask); },
      [&state](const list_my_rooms& ask) { return state.rooms(ask); },
      [self](const stop_child&) {
        self->quit(caf::exit_reason::user_shutdown);
      },
  };
}

}  // namespace parley::actors
