#include "net/codec/call_event.hpp"

namespace parley::net {

namespace {

using namespace actors;

using read_action = core::result<call_action> (*)(const json::object& data);

constexpr json::enum_name<core::call_media> media_names[] = {
    {"video", core::call_media::video},
    {"audio", core::call_media::audio},
};

core::result<call_action> read_invite(const json::object& data) {
  auto to = data.optional_id<core::user_id>("to");
  if (!to) return to.error();
  auto room = data.optional_id<core::room_id>("channelId");
  if (!room) return room.error();
  if (to->has_value() == room->has_value())
    return data.refuse("to", "or channelId must say who is called, not both");
  auto media = read_call_media(data);
  if (!media) return media.error();
  return invite_to_call{to->value_or(core::user_id{}),
                        room->value_or(core::room_id{}), *media};
}

template <class Action>
core::result<call_action> read_plain(const json::object&) {
  return Action{};
}

core::result<call_action> read_signal(const json::object& data) {
  auto to = data.optional_id<core::user_id>("to");
  if (!to) return to.error();
  auto content = data.raw("signal", longest_signal);
  if (!content) return content.error();
  return send_signal{to->value_or(core::user_id{}), std::move(*content)};
}

core::result<call_action> read_shown(const json::object& data) {
  auto audio = data.boolean("audio");
  if (!audio) return audio.error();
  auto video = data.boolean("video");
  if (!video) return video.error();
  auto screen = data.optional_boolean("screen");
  if (!screen) return screen.error();
  return show_media{{*audio, *video, screen->value_or(false)}};
}

constexpr event_doc docs[] = {
    {"call_invite",
     "Calls somebody, or those in a channel; or, where a call "
     "is on, answers it",
     "CallInvite", "CallStanding"},
    {"call_accept", "Answers a call, or takes it over on this device", "OfCall",
     "CallStanding"},
    {"call_reject", "Declines a call", "OfCall", "Ok"},
    {"call_cancel", "Takes a call back that nobody has answered", "OfCall",
     "Ok"},
    {"call_end", "Leaves a call", "OfCall", "Ok"},
    {"call_signal",
     "Says something to another participant: an offer, an "
     "answer, a candidate",
     "CallSignal", "Ok"},
    {"call_media", "What one shows the others from now on", "CallMedia", "Ok"},
};

/// In the order of `docs`.
constexpr read_action readers[] = {
    read_invite,
    read_plain<accept_call>,
    read_plain<reject_call>,
    read_plain<cancel_call>,
    read_plain<end_call>,
    read_signal,
    read_shown,
};
static_assert(std::size(docs) == std::size(readers));

}  // namespace

core::result<core::call_media> read_call_media(const json::object& from) {
  auto media = from.optional_one_of("media", media_names);
  if (!media) return media.error();
  return media->value_or(core::call_media::video);
}

std::span<const event_doc> call_events() { return docs; }

core::result<call_ask> read_call_event(std::string_view name,
                                       const json::object& data) {
  for (std::size_t i = 0; i < std::size(docs); ++i) {
    if (docs[i].name != name) continue;
    call_ask asked;
    if (readers[i] != read_invite) {
      auto call = data.id<core::call_id>("callId");
      if (!call) return call.error();
      asked.call = *call;
    }
    auto action = readers[i](data);
    if (!action) return action.error();
    asked.action = std::move(*action);
    return asked;
  }
  return core::failure{core::errc::unknown_event};
}

}  // namespace parley::net
