#include "net/codec/event_doc.hpp"

namespace parley::net {

std::span<const event_doc> server_events() {
  static constexpr event_doc all[] = {
      {"authenticated", "The token is good: events are taken from here on",
       "Welcome"},
      {"token_expiring", "A minute is left: answer with authenticate",
       "TokenExpiring"},
      {"new_message", "Somebody sent a message, which is stored", "Message"},
      {"message_updated", "A message has another text now", "MessageUpdated"},
      {"message_deleted", "A message is gone; its place stays",
       "MessageDeleted"},
      {"reaction", "Somebody answered with an emoji, or took it back",
       "Reaction"},
      {"pin", "A message was pinned, or taken down", "PinChanged"},
      {"read", "Somebody has read further; in small rooms only", "MarkMoved"},
      {"user_joined", "Somebody became a member", "MemberJoined"},
      {"user_left", "Somebody is no longer a member", "MemberLeft"},
      {"channel_updated", "What a channel is called, shows or allows changed",
       "ChannelUpdated"},
      {"channel_archived", "A channel is archived: nobody speaks there",
       "ChannelUpdated"},
      {"channel_created", "A channel that you may see was created",
       "ChannelCreated"},
      {"channel_deleted", "A channel was deleted", "ChannelDeleted"},
      {"group_updated", "What a group is called or shows changed",
       "GroupUpdated"},
      {"group_deleted", "A group was deleted with its channels",
       "GroupDeleted"},
      {"member_updated", "Somebody's role changed, or a mute", "MemberUpdated"},
      {"user_banned", "Somebody was banned from a channel", "UserBanned"},
      {"user_unbanned", "A ban was lifted", "UserUnbanned"},
      {"room_added", "You were added to a room", "RoomAdded"},
      {"invited", "You were invited to a group or channel", "Invite"},
      {"join_request", "Somebody asks you to be let in", "JoinRequest"},
      {"notification", "A message calls you, or is in a room you watch",
       "Notification"},
      {"unread", "What you have not read of a room changed", "UnreadChanged"},
      {"message_unsent", "A message that was to be sent later was not",
       "MessageUnsent"},
      {"draft", "What you have begun to write changed", "DraftChanged"},
      {"typing", "Somebody types, or stopped", "TypingChanged"},
      {"presence", "Somebody came or went, or is otherwise than before",
       "PresenceChanged"},
      {"room_removed", "You are no longer a member of the room", "Channel"},
      {"joined", "A stream of /events hears the room from here on",
       "StreamJoined"},
      {"server_draining", "The server stops and closes the socket: come back",
       "Draining"},
      {"error", "Something failed that wanted no answer, or by itself",
       "ErrorEvent"},
      {{}, "A member's broadcast, under the name it gave", "Anything"},
  };
  return all;
}

}  // namespace parley::net
