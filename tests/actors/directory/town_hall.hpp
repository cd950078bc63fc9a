#pragma once

#include "actors/directory/directory.hpp"
#include "tests/actors/support/probe.hpp"
#include "tests/actors/support/sample_store.hpp"

namespace parley::actors::testing {

/// The directory over a real store. The registry answers for every room that
/// the member has left it.
struct town_hall : stage {
  sample_store store{*this};
  core::user ann = store.add_user("ann");
  core::user bob = store.add_user("bob");
  core::user cid = store.add_user("cid");
  std::shared_ptr<std::vector<forward_to>> removals =
      std::make_shared<std::vector<forward_to>>();
  core::result<storage::done> removal_outcome = storage::done{};
  core::result<room_view> view = core::errc::not_found;
  caf::actor registry = spawn([this](caf::event_based_actor*) -> caf::behavior {
    return {[this](const forward_to& order) { return answer_for(order); }};
  });
  probe edge{*this};
  caf::actor directory =
      spawn(actors::directory,
            std::make_shared<const directory_links>(
                directory_links{registry, {edge}, store.client()}));

  caf::message answer_for(const forward_to& order) {
    removals->push_back(order);
    if (order.content.match_elements<authorize_action>())
      return caf::make_message(view);
    if (order.content.match_elements<admit_user>())
      return caf::make_message(core::result<core::room_member>{});
    return caf::make_message(removal_outcome);
  }
  /// News that the users' sockets were told.
  template <class News>
  std::vector<std::pair<News, std::vector<core::user_id>>> told() const {
    std::vector<std::pair<News, std::vector<core::user_id>>> found;
    for (const auto& each : edge.all<tell_users>())
      if (auto* news = std::get_if<News>(&std::get<user_news>(each.what->body)))
        found.emplace_back(*news, *each.users);
    return found;
  }

  answer<core::result<core::group>> found(
      const core::user& by, const std::string& name,
      core::visibility access = core::visibility::open) {
    return ask<core::group>(directory,
                            found_group{identity_of(by), name, {}, access});
  }
  answer<core::result<group_view>> describe(const core::user& by,
                                            const core::group& group) {
    return ask<group_view>(directory,
                           describe_group{identity_of(by), group.id});
  }
  answer<core::result<storage::done>> enter(
      const core::user& by, const core::group& group, const core::user& who,
      core::member_role role = core::member_role::member) {
    return ask<storage::done>(
        directory, enter_group{identity_of(by), group.id, who.id, role});
  }
  answer<core::result<storage::done>> exit(const core::user& by,
                                           const core::group& group,
                                           const core::user& who) {
    return ask<storage::done>(directory,
                              exit_group{identity_of(by), group.id, who.id});
  }
  answer<core::result<core::room>> channel(const core::user& by,
                                           const core::group& group,
                                           const std::string& name) {
    return ask<core::room>(
        directory, found_channel{identity_of(by), group.id, name, {}, {}});
  }
  answer<core::result<std::vector<core::room>>> channels(
      const core::user& by, const core::group& group) {
    return ask<std::vector<core::room>>(
        directory, list_channels{identity_of(by), group.id});
  }
};

inline core::errc code_of(const auto& answered) {
  return answered->error().code;
}

inline constexpr auto closed = core::visibility::closed;

}  // namespace parley::actors::testing
