#include "core/presence.hpp"

namespace parley::core {

const char* word_for(presence_status status) {
  switch (status) {
    case presence_status::online:
      return "online";
    case presence_status::away:
      return "away";
    case presence_status::busy:
      return "busy";
    case presence_status::invisible:
      return "invisible";
    case presence_status::offline:
      break;
  }
  return "offline";
}

const char* word_for(presence_audience audience) {
  switch (audience) {
    case presence_audience::shared_rooms:
      return "shared_rooms";
    case presence_audience::nobody:
      return "nobody";
    case presence_audience::everyone:
      break;
  }
  return "everyone";
}

presence_choice chosen(presence_choice former, const presence_wish& wish) {
  const bool of_device = wish.status == presence_status::away;
  const bool lasting = !of_device && wish.status != presence_status::online;
  auto now = std::move(former);
  if (!of_device) now.status = wish.status;
  if (wish.text) now.text = *wish.text;
  // Whoever goes away for a while says nothing about what holds everywhere.
  const bool keeps_end = of_device && now.status != presence_status::online;
  if ((wish.text || lasting) && !keeps_end) now.until = wish.until;
  const bool nothing =
      now.status == presence_status::online && now.text.empty();
  return nothing ? presence_choice{} : now;
}

presence_choice in_force(const presence_choice& choice, timestamp now) {
  return choice.until && *choice.until <= now ? presence_choice{} : choice;
}

presence_view merged(const presence_choice& choice, device_count devices) {
  if (!devices.any() || choice.status == presence_status::invisible) return {};
  auto status =
      devices.active > 0 ? presence_status::online : presence_status::away;
  if (choice.status == presence_status::busy) status = presence_status::busy;
  return {status, choice.text};
}

}  // namespace parley::core
