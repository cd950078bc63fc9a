#include "net/api/event_schemas.hpp"

namespace parley::net::api {

// What clients send may have more members; what the server sends has these.
std::string_view event_schemas() {
  return R"({
"Anything": {},
"Id": {"type": "string", "format": "uuid"},
"OptionalId": {"type": ["string", "null"], "format": "uuid"},
"Time": {"type": "string", "format": "date-time"},
"OptionalTime": {"type": ["string", "null"], "format": "date-time"},
"Seq": {"type": "integer", "minimum": 0,
  "description": "The place of an entry in its room's gap-free log"},
"AckId": {"type": ["number", "string"], "maxLength": 62,
  "description": "Given by the client, returned as it was"},
"Ok": {"type": "object", "required": ["ok"], "additionalProperties": false,
  "properties": {"ok": {"const": true}}},
"Problem": {"type": "object", "required": ["message", "code"],
  "additionalProperties": false, "properties": {
    "message": {"type": "string", "description": "For people"},
    "code": {"type": "string", "pattern": "^[A-Z_]+$"},
    "retryAfter": {"type": "integer", "minimum": 1,
      "description": "Milliseconds"}}},
"Failure": {"type": "object", "required": ["ok", "error"],
  "additionalProperties": false, "properties": {
    "ok": {"const": false},
    "error": {"$ref": "#/components/schemas/Problem"}}},

"Authenticate": {"type": "object", "required": ["token"], "properties": {
  "token": {"type": "string", "minLength": 1, "maxLength": 8192,
    "description": "An access token"}}},
"Channel": {"type": "object", "required": ["channelId"], "properties": {
  "channelId": {"$ref": "#/components/schemas/Id"}}},
"Join": {"type": "object", "required": ["channelId"], "properties": {
  "channelId": {"$ref": "#/components/schemas/Id"},
  "since": {"type": ["integer", "null"], "minimum": 0,
    "description": "The highest seq seen: what was missed is replayed"},
  "epoch": {"type": ["string", "null"], "maxLength": 64,
    "description": "Of the last answer"}}},
"SendMessage": {"type": "object", "required": ["channelId"], "properties": {
  "channelId": {"$ref": "#/components/schemas/Id"},
  "content": {"type": ["string", "null"], "maxLength": 1048576},
  "type": {"enum": ["text", "image", "file", null]},
  "replyTo": {"$ref": "#/components/schemas/OptionalId"},
  "attachments": {"type": ["array", "null"]},
  "metadata": {"type": ["object", "null"]},
  "clientId": {"type": ["string", "null"], "minLength": 1, "maxLength": 128,
    "description": "Makes a second attempt return the first's result"}}},
"OfMessage": {"type": "object", "required": ["channelId", "messageId"],
  "properties": {
    "channelId": {"$ref": "#/components/schemas/Id"},
    "messageId": {"$ref": "#/components/schemas/Id"}}},
"EditMessage": {"type": "object",
  "required": ["channelId", "messageId", "content"], "properties": {
    "channelId": {"$ref": "#/components/schemas/Id"},
    "messageId": {"$ref": "#/components/schemas/Id"},
    "content": {"type": "string", "minLength": 1, "maxLength": 1048576}}},
"React": {"type": "object", "required": ["channelId", "messageId", "emoji"],
  "properties": {
    "channelId": {"$ref": "#/components/schemas/Id"},
    "messageId": {"$ref": "#/components/schemas/Id"},
    "emoji": {"type": "string", "minLength": 1, "maxLength": 64}}},
"Pin": {"type": "object", "required": ["channelId", "messageId"],
  "properties": {
    "channelId": {"$ref": "#/components/schemas/Id"},
    "messageId": {"$ref": "#/components/schemas/Id"},
    "pinned": {"type": ["boolean", "null"], "default": true}}},
"Mark": {"type": "object", "required": ["channelId", "seq"], "properties": {
  "channelId": {"$ref": "#/components/schemas/Id"},
  "seq": {"$ref": "#/components/schemas/Seq"}}},
"Changed": {"type": "object", "required": ["ok", "seq"],
  "additionalProperties": false, "properties": {
    "ok": {"const": true},
    "seq": {"allOf": [{"$ref": "#/components/schemas/Seq"}],
      "description": "0: there was nothing to change"}}},
"Unread": {"type": "object",
  "required": ["readSeq", "deliveredSeq", "unread", "mentions"],
  "additionalProperties": false, "properties": {
    "readSeq": {"$ref": "#/components/schemas/Seq"},
    "deliveredSeq": {"$ref": "#/components/schemas/Seq"},
    "unread": {"type": "integer", "minimum": 0},
    "mentions": {"type": "integer", "minimum": 0}}},
"Typing": {"type": "object", "required": ["channelId"], "properties": {
  "channelId": {"$ref": "#/components/schemas/Id"},
  "isTyping": {"type": ["boolean", "null"], "default": true}}},
"Broadcast": {"type": "object", "required": ["channelId", "event"],
  "properties": {
    "channelId": {"$ref": "#/components/schemas/Id"},
    "event": {"type": "string", "minLength": 1, "maxLength": 64},
    "data": {}}},

"Joined": {"type": "object", "required": ["seq", "epoch", "recovered",
    "messages", "events", "members", "memberCount", "typing", "online"],
  "additionalProperties": false, "properties": {
    "seq": {"$ref": "#/components/schemas/Seq"},
    "epoch": {"type": "string"},
    "recovered": {"enum": ["replayed", "snapshot", "gone"]},
    "messages": {"type": "array",
      "items": {"$ref": "#/components/schemas/Message"}},
    "events": {"type": "array", "items": {"anyOf": [
      {"$ref": "#/components/schemas/MissedJoin"},
      {"$ref": "#/components/schemas/MissedLeave"},
      {"$ref": "#/components/schemas/MissedChange"}]}},
    "members": {"type": "array",
      "items": {"$ref": "#/components/schemas/Member"}},
    "memberCount": {"type": "integer", "minimum": 0},
    "typing": {"type": "array", "items": {"$ref": "#/components/schemas/Id"}},
    "online": {"type": "array",
      "items": {"$ref": "#/components/schemas/Id"}}}},
"MissedJoin": {"type": "object", "required": ["event", "data"],
  "additionalProperties": false, "properties": {
    "event": {"const": "user_joined"},
    "data": {"$ref": "#/components/schemas/MemberJoined"}}},
"MissedLeave": {"type": "object", "required": ["event", "data"],
  "additionalProperties": false, "properties": {
    "event": {"const": "user_left"},
    "data": {"$ref": "#/components/schemas/MemberLeft"}}},
"MissedChange": {"type": "object", "required": ["event", "data"],
  "additionalProperties": false, "properties": {
    "event": {"enum": ["message_updated", "message_deleted", "reaction",
      "pin"]},
    "data": {"anyOf": [
      {"$ref": "#/components/schemas/MessageUpdated"},
      {"$ref": "#/components/schemas/MessageDeleted"},
      {"$ref": "#/components/schemas/Reaction"},
      {"$ref": "#/components/schemas/PinChanged"}]}}},
"Stored": {"type": "object", "required": ["id", "seq", "createdAt"],
  "additionalProperties": false, "properties": {
    "id": {"$ref": "#/components/schemas/Id"},
    "seq": {"$ref": "#/components/schemas/Seq"},
    "createdAt": {"$ref": "#/components/schemas/Time"},
    "duplicate": {"const": true,
      "description": "It was stored by an earlier attempt"}}},

"Welcome": {"type": "object", "required": ["userId", "deviceId", "expiresAt"],
  "additionalProperties": false, "properties": {
    "userId": {"$ref": "#/components/schemas/Id"},
    "deviceId": {"$ref": "#/components/schemas/Id"},
    "expiresAt": {"$ref": "#/components/schemas/Time"}}},
"StreamJoined": {"type": "object",
  "required": ["channelId", "seq", "epoch", "recovered"], "properties": {
    "channelId": {"type": "string", "format": "uuid"},
    "seq": {"type": "integer", "minimum": 0},
    "epoch": {"type": "string"},
    "recovered": {"enum": ["replayed", "snapshot", "gone"]}},
  "additionalProperties": false},
"TokenExpiring": {"type": "object", "required": ["expiresAt"],
  "additionalProperties": false, "properties": {
    "expiresAt": {"$ref": "#/components/schemas/Time"}}},
"UserCard": {"type": "object", "required": ["id", "username", "avatar"],
  "additionalProperties": false, "properties": {
    "id": {"$ref": "#/components/schemas/Id"},
    "username": {"type": "string"},
    "avatar": {"type": "string"}}},
"Role": {"enum": ["owner", "admin", "member"]},
"Member": {"type": "object", "required": ["id", "username", "avatar", "role"],
  "additionalProperties": false, "properties": {
    "id": {"$ref": "#/components/schemas/Id"},
    "username": {"type": "string"},
    "avatar": {"type": "string"},
    "role": {"$ref": "#/components/schemas/Role"}}},
"Message": {"type": "object", "required": ["id", "roomId", "channelId", "seq",
    "senderId", "sender", "type", "content", "replyTo", "attachments",
    "mentions", "metadata", "reactions", "replyCount", "clientId", "createdAt",
    "editedAt", "deletedAt", "pinnedAt"],
  "additionalProperties": false, "properties": {
    "id": {"$ref": "#/components/schemas/Id"},
    "roomId": {"$ref": "#/components/schemas/Id"},
    "channelId": {"$ref": "#/components/schemas/Id"},
    "seq": {"$ref": "#/components/schemas/Seq"},
    "senderId": {"$ref": "#/components/schemas/Id"},
    "sender": {"$ref": "#/components/schemas/UserCard"},
    "type": {"enum": ["text", "image", "file", "system"]},
    "content": {"type": "string"},
    "replyTo": {"$ref": "#/components/schemas/OptionalId"},
    "attachments": {"type": "array"},
    "mentions": {"type": "array", "items": {
      "type": "object", "required": ["type"], "additionalProperties": false,
      "properties": {
        "type": {"enum": ["user", "channel", "here"]},
        "userId": {"$ref": "#/components/schemas/Id"}}}},
    "metadata": {"type": "object"},
    "reactions": {"type": "array", "items": {
      "type": "object", "required": ["emoji", "count", "userIds"],
      "additionalProperties": false, "properties": {
        "emoji": {"type": "string"},
        "count": {"type": "integer", "minimum": 1},
        "userIds": {"type": "array", "maxItems": 10,
          "items": {"$ref": "#/components/schemas/Id"}}}}},
    "replyCount": {"type": "integer", "minimum": 0},
    "clientId": {"type": ["string", "null"]},
    "createdAt": {"$ref": "#/components/schemas/Time"},
    "editedAt": {"$ref": "#/components/schemas/OptionalTime"},
    "deletedAt": {"$ref": "#/components/schemas/OptionalTime"},
    "pinnedAt": {"$ref": "#/components/schemas/OptionalTime"}}},
"MessageUpdated": {"type": "object", "required": ["channelId", "seq", "id",
    "messageId", "content", "editedBy", "editedAt", "message"],
  "additionalProperties": false, "properties": {
    "channelId": {"$ref": "#/components/schemas/Id"},
    "seq": {"$ref": "#/components/schemas/Seq"},
    "id": {"$ref": "#/components/schemas/Id"},
    "messageId": {"$ref": "#/components/schemas/Id"},
    "content": {"type": "string"},
    "editedBy": {"$ref": "#/components/schemas/Id"},
    "editedAt": {"$ref": "#/components/schemas/OptionalTime"},
    "message": {"$ref": "#/components/schemas/Message"}}},
"MessageDeleted": {"type": "object", "required": ["channelId", "seq", "id",
    "messageId", "deletedBy", "deletedAt"],
  "additionalProperties": false, "properties": {
    "channelId": {"$ref": "#/components/schemas/Id"},
    "seq": {"$ref": "#/components/schemas/Seq"},
    "id": {"$ref": "#/components/schemas/Id"},
    "messageId": {"$ref": "#/components/schemas/Id"},
    "deletedBy": {"$ref": "#/components/schemas/Id"},
    "deletedAt": {"$ref": "#/components/schemas/Time"}}},
"Reaction": {"type": "object", "required": ["channelId", "seq", "messageId",
    "userId", "emoji", "added", "count"],
  "additionalProperties": false, "properties": {
    "channelId": {"$ref": "#/components/schemas/Id"},
    "seq": {"$ref": "#/components/schemas/Seq"},
    "messageId": {"$ref": "#/components/schemas/Id"},
    "userId": {"$ref": "#/components/schemas/Id"},
    "emoji": {"type": "string"},
    "added": {"type": "boolean", "description": "false: taken back"},
    "count": {"type": "integer", "minimum": 0,
      "description": "How many have reacted with this emoji now"}}},
"PinChanged": {"type": "object", "required": ["channelId", "seq",
    "messageId", "userId", "pinned"],
  "additionalProperties": false, "properties": {
    "channelId": {"$ref": "#/components/schemas/Id"},
    "seq": {"$ref": "#/components/schemas/Seq"},
    "messageId": {"$ref": "#/components/schemas/Id"},
    "userId": {"$ref": "#/components/schemas/Id"},
    "pinned": {"type": "boolean"}}},
"MarkMoved": {"type": "object", "required": ["channelId", "userId", "readSeq",
    "deliveredSeq"],
  "additionalProperties": false, "properties": {
    "channelId": {"$ref": "#/components/schemas/Id"},
    "userId": {"$ref": "#/components/schemas/Id"},
    "readSeq": {"$ref": "#/components/schemas/Seq"},
    "deliveredSeq": {"$ref": "#/components/schemas/Seq"}}},
"MemberJoined": {"type": "object", "required": ["channelId", "seq", "userId",
    "user", "role"],
  "additionalProperties": false, "properties": {
    "channelId": {"$ref": "#/components/schemas/Id"},
    "seq": {"$ref": "#/components/schemas/Seq"},
    "userId": {"$ref": "#/components/schemas/Id"},
    "user": {"$ref": "#/components/schemas/UserCard"},
    "role": {"$ref": "#/components/schemas/Role"}}},
"MemberLeft": {"type": "object", "required": ["channelId", "seq", "userId",
    "user"],
  "additionalProperties": false, "properties": {
    "channelId": {"$ref": "#/components/schemas/Id"},
    "seq": {"$ref": "#/components/schemas/Seq"},
    "userId": {"$ref": "#/components/schemas/Id"},
    "user": {"$ref": "#/components/schemas/UserCard"}}},
"TypingChanged": {"type": "object",
  "required": ["channelId", "userId", "isTyping"],
  "additionalProperties": false, "properties": {
    "channelId": {"$ref": "#/components/schemas/Id"},
    "userId": {"$ref": "#/components/schemas/Id"},
    "isTyping": {"type": "boolean"}}},
"PresenceChanged": {"type": "object",
  "required": ["userId", "status", "lastSeen"],
  "additionalProperties": false, "properties": {
    "userId": {"$ref": "#/components/schemas/Id"},
    "status": {"enum": ["online", "offline"]},
    "lastSeen": {"$ref": "#/components/schemas/OptionalTime"}}},
"Draining": {"type": "object", "required": ["reconnectAfter"],
  "additionalProperties": false, "properties": {
    "reconnectAfter": {"type": "integer", "minimum": 0,
      "description": "Milliseconds"}}},
"ErrorEvent": {"type": "object", "required": ["message", "code"],
  "additionalProperties": false, "properties": {
    "message": {"type": "string", "description": "For people"},
    "code": {"type": "string", "pattern": "^[A-Z_]+$"},
    "retryAfter": {"type": "integer", "minimum": 1,
      "description": "Milliseconds"},
    "event": {"type": "string", "description": "The event that failed"},
    "channelId": {"$ref": "#/components/schemas/Id"}}}
})";
}

}  // namespace parley::net::api
