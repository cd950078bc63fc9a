#include "net/codec/call_json.hpp"

#include "core/calls/call_words.hpp"
#include "net/codec/message_json.hpp"
#include "net/codec/room_json.hpp"

namespace parley::net {

namespace {

using namespace actors;

void append_party(json::writer& out, const core::call_party& party) {
  const bool joined = party.state == core::party_state::joined;
  out.begin_object().member("userId", party.who.id).key("user");
  append_card(out, party.who);
  out.member("state", core::word_for(party.state));
  append_id_or_null(out, "deviceId", party.device);
  append_time_or_null(out, "joinedAt", party.joined_at);
  append_time_or_null(out, "leftAt", party.left_at);
  out.member("connected", joined && !party.lost_until)
      .key("media")
      .begin_object()
      .member("audio", joined && party.shows.audio)
      .member("video", joined && party.shows.video)
      .member("screen", joined && party.shows.screen)
      .end_object()
      .end_object();
}

void append_word_or_null(json::writer& out, json::name key,
                         std::string_view word) {
  out.key(key);
  if (word.empty()) {
    out.null();
  } else {
    out.value(word);
  }
}

/// Whole seconds from the answer to the end.
void append_duration(json::writer& out, const core::call& call) {
  out.key("duration");
  if (!call.answered_at || !call.ended_at) {
    out.null();
    return;
  }
  auto length = std::chrono::floor<std::chrono::seconds>(*call.ended_at -
                                                         *call.answered_at);
  out.value(std::int64_t{length.count()});
}

}  // namespace

void append_call(json::writer& out, const core::call& call) {
  const auto& caller = call.parties.front().who;
  core::user_id receiver;
  if (!call.group) receiver = call.parties.back().who.id;
  out.begin_object()
      .member("id", call.id)
      .member("callId", call.id)
      .member("channelId", call.room)
      .member("callerId", caller.id)
      .key("caller");
  append_card(out, caller);
  append_id_or_null(out, "receiverId", receiver);
  out.member("group", call.group)
      .member("media", core::word_for(call.media))
      .member("status", core::word_for(call.status));
  append_word_or_null(out, "reason", core::word_for(call.reason));
  append_id_or_null(out, "endedBy", call.ended_by);
  out.member("createdAt", call.created_at);
  append_time_or_null(out, "answeredAt", call.answered_at);
  append_time_or_null(out, "endedAt", call.ended_at);
  append_duration(out, call);
  out.key("participants").begin_array();
  for (const auto& each : call.parties) append_party(out, each);
  out.end_array().end_object();
}

std::string_view name_of(core::call_notice what) {
  switch (what) {
    case core::call_notice::incoming:
      return "call_incoming";
    case core::call_notice::ringing:
      return "call_ringing";
    case core::call_notice::accepted:
      return "call_accepted";
    case core::call_notice::answered_elsewhere:
      return "call_answered_elsewhere";
    case core::call_notice::participants:
      return "call_participants";
    case core::call_notice::rejected:
      return "call_rejected";
    case core::call_notice::busy:
      return "call_busy";
    case core::call_notice::missed:
      return "call_missed";
    case core::call_notice::ended:
      break;
  }
  return "call_ended";
}

void append_data(json::writer& out, const call_news& news) {
  out.begin_object()
      .member("callId", news.call->id)
      .member("channelId", news.call->room);
  append_id_or_null(out, "userId", news.about);
  append_id_or_null(out, "deviceId", news.device);
  out.member("status", core::word_for(news.status));
  append_word_or_null(out, "reason", core::word_for(news.reason));
  out.key("call");
  append_call(out, *news.call);
  out.end_object();
}

void append_data(json::writer& out, const signal_news& news) {
  out.begin_object()
      .member("callId", news.call)
      .member("channelId", news.room)
      .member("from", news.said.from)
      .member("deviceId", news.said.device)
      .key("signal")
      .value(json::raw{news.said.content})
      .end_object();
}

}  // namespace parley::net
