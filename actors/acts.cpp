#include "actors/acts.hpp"

#include <nlohmann/json.hpp>

#include "core/time.hpp"

namespace parley::actors {

namespace {

using nlohmann::json;

bool is_empty(const std::string& text) { return text.empty(); }
template <class T>
bool is_empty(const T&) {
  return false;
}

}  // namespace

std::string details_text(const act_details& of) {
  auto all = json::object();
  for (const auto& [name, value] : of)
    std::visit(
        [&all, name = name](const auto& each) {
          if (!is_empty(each)) all[name] = each;
        },
        value);
  if (all.empty()) return {};
  // A text may have come in with bytes that are no UTF-8.
  return all.dump(-1, ' ', false, json::error_handler_t::replace);
}

core::act_ptr act_of(const identity& by, const char* what, core::about target,
                     act_scene where, const act_details& details) {
  auto act = std::make_shared<core::act>();
  act->what = what;
  act->by = by.user;
  act->target = target;
  act->group = where.group;
  act->room = where.room;
  act->address = by.address;
  act->details = details_text(details);
  act->at = core::now();
  return act;
}

act_details sentence_details(const std::string& reason,
                             std::optional<core::timestamp> until) {
  return {{"reason", reason},
          {"until", until ? core::to_iso8601(*until) : std::string{}}};
}

}  // namespace parley::actors
