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
      {"$ref": "#/components/schemas/MissedLeave"}]}},
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
    "mentions", "metadata", "reactions", "clientId", "createdAt", "editedAt",
    "deletedAt"],
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
    "mentions": {"type": "array"},
    "metadata": {"type": "object"},
    "reactions": {"type": "array"},
    "clientId": {"type": ["string", "null"]},
    "createdAt": {"$ref": "#/components/schemas/Time"},
    "editedAt": {"$ref": "#/components/schemas/OptionalTime"},
    "deletedAt": {"$ref": "#/components/schemas/OptionalTime"}}},
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
