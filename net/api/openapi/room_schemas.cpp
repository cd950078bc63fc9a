// Groups, channels, their members and ways into them.

#include "net/api/openapi/operation.hpp"

namespace parley::net::api::openapi {

std::string_view room_schemas() {
  return R"({
"NewGroup": {"type": "object", "required": ["name"], "properties": {
  "name": {"type": "string", "minLength": 1, "maxLength": 80,
    "examples": ["Gardeners"]},
  "description": {"type": "string", "maxLength": 1024},
  "visibility": {"enum": ["public", "private"], "default": "public"}}},
"GroupChange": {"type": "object", "description": "What is not there stays",
  "properties": {
    "name": {"type": "string", "minLength": 1, "maxLength": 80,
      "examples": ["Gardeners"]},
    "description": {"type": "string", "maxLength": 1024},
    "icon": {"type": "string", "maxLength": 2048,
      "description": "Id of an own upload, http(s) address, or a path here"},
    "visibility": {"enum": ["public", "private"]}}},
"GroupView": {"x-extends": "Group", "type": "object",
  "additionalProperties": false, "properties": {
    "role": {"$ref": "#/components/schemas/Role"}}},
"NewChannel": {"type": "object", "required": ["name"], "properties": {
  "name": {"type": "string", "minLength": 1, "maxLength": 80,
    "examples": ["roses"]},
  "topic": {"type": "string", "maxLength": 1024},
  "visibility": {"enum": ["public", "private"], "default": "public"}}},
"ChannelChange": {"type": "object", "description": "What is not there stays",
  "properties": {
    "name": {"type": "string", "minLength": 1, "maxLength": 80,
      "examples": ["roses"]},
    "topic": {"type": "string", "maxLength": 1024},
    "icon": {"type": "string", "maxLength": 2048,
      "description": "Id of an own upload, http(s) address, or a path here"},
    "visibility": {"enum": ["public", "private"]},
    "readOnly": {"type": "boolean"},
    "slowMode": {"type": "integer", "minimum": 0, "maximum": 21600,
      "description": "Seconds between two messages of a member"},
    "retention": {"type": "integer", "minimum": 0, "maximum": 315360000,
      "description": "Seconds a message is kept; 0: for ever"},
    "archived": {"type": "boolean"}}},
"NewMember": {"type": "object", "required": ["userId"], "properties": {
  "userId": {"$ref": "#/components/schemas/Id"}}},
"NewGroupMember": {"x-extends": "NewMember", "type": "object", "properties": {
  "role": {"enum": ["member", "admin"], "default": "member"}}},
"RoleChange": {"type": "object", "required": ["role"], "properties": {
  "role": {"enum": ["member", "admin", "owner"]}}},
"Membership": {"type": "object", "required": ["id", "userId", "username",
    "avatar", "role", "joinedAt"],
  "additionalProperties": false, "properties": {
    "id": {"$ref": "#/components/schemas/Id"},
    "userId": {"$ref": "#/components/schemas/Id"},
    "username": {"type": "string", "examples": ["ann"]},
    "displayName": {"type": "string", "examples": ["Ann"],
      "description": "Of who goes by another than the user name"},
    "avatar": {"type": "string"},
    "role": {"$ref": "#/components/schemas/Role"},
    "joinedAt": {"$ref": "#/components/schemas/Time"}}},
"ChannelMember": {"x-extends": "Membership", "type": "object",
  "description": "How far one has come, for members of rooms of up to 64",
  "additionalProperties": false, "properties": {
    "readSeq": {"type": "integer", "minimum": 0},
    "deliveredSeq": {"type": "integer", "minimum": 0}}},
"Sentence": {"type": "object", "properties": {
  "reason": {"type": "string", "maxLength": 512},
  "until": {"type": "string", "maxLength": 40,
    "description": "A time ahead (ISO 8601); without it: until it is lifted",
    "examples": ["2030-01-01T00:00:00Z"]}}},
"Restriction": {"type": "object",
  "required": ["userId", "user", "by", "reason", "createdAt", "until"],
  "additionalProperties": false, "properties": {
    "userId": {"$ref": "#/components/schemas/Id"},
    "user": {"$ref": "#/components/schemas/UserCard"},
    "by": {"$ref": "#/components/schemas/Id"},
    "reason": {"type": "string"},
    "createdAt": {"$ref": "#/components/schemas/Time"},
    "until": {"$ref": "#/components/schemas/OptionalTime"}}},
"NewInvite": {"type": "object", "properties": {
  "userId": {"type": "string", "format": "uuid",
    "description": "For this user alone",
    "examples": ["01890a5d-ac96-774b-bcce-b302099a8057"]},
  "expiresIn": {"type": "integer", "minimum": 0, "maximum": 31536000,
    "default": 604800, "description": "Seconds; 0: never"},
  "maxUses": {"type": "integer", "minimum": 0, "maximum": 100000,
    "default": 0, "description": "0: any number"}}},
"MadeInvite": {"x-extends": "Invite", "type": "object", "required": ["code"],
  "additionalProperties": false, "properties": {
    "code": {"type": "string", "description": "Shown this once"}}},
"Invitation": {"x-extends": "Invite", "type": "object",
  "required": ["memberCount"],
  "additionalProperties": false, "properties": {
    "memberCount": {"type": "integer", "minimum": 0,
      "description": "Of the channel, or else of the group"}}},
"OwnRequest": {"type": "object",
  "required": ["groupId", "channelId", "message", "createdAt"],
  "additionalProperties": false, "properties": {
    "groupId": {"$ref": "#/components/schemas/Id"},
    "channelId": {"$ref": "#/components/schemas/OptionalId"},
    "message": {"type": "string"},
    "createdAt": {"$ref": "#/components/schemas/Time"}}},
"Petition": {"type": "object", "properties": {
  "message": {"type": "string", "maxLength": 512}}},
"EntryRequest": {"type": "object",
  "required": ["userId", "user", "message", "createdAt"],
  "additionalProperties": false, "properties": {
    "userId": {"$ref": "#/components/schemas/Id"},
    "user": {"$ref": "#/components/schemas/UserCard"},
    "message": {"type": "string"},
    "createdAt": {"$ref": "#/components/schemas/Time"}}},
"DirectRoom": {"type": "object", "description": "Either userId or userIds",
  "examples": [{"userId": "01890a5d-ac96-774b-bcce-b302099a8057"}],
  "properties": {
    "userId": {"$ref": "#/components/schemas/Id"},
    "userIds": {"type": "array", "maxItems": 10,
      "items": {"$ref": "#/components/schemas/Id"}}}},
"NewCall": {"type": "object", "description": "Either receiverId or channelId",
  "examples": [{"receiverId": "01890a5d-ac96-774b-bcce-b302099a8057"}],
  "properties": {
    "receiverId": {"type": "string", "format": "uuid"},
    "channelId": {"type": "string", "format": "uuid"},
    "media": {"enum": ["video", "audio"], "default": "video"}}},
"RoomView": {"x-extends": "Room", "type": "object",
  "required": ["seq", "memberCount"],
  "additionalProperties": false, "properties": {
    "seq": {"$ref": "#/components/schemas/Seq"},
    "memberCount": {"type": "integer", "minimum": 0},
    "role": {"$ref": "#/components/schemas/Role"}}},
"ClientOverview": {"type": "object",
  "required": ["user", "groups", "rooms", "invites"],
  "additionalProperties": false, "properties": {
    "user": {"$ref": "#/components/schemas/OwnUser"},
    "groups": {"type": "object", "required": ["items"],
      "additionalProperties": false, "properties": {
        "items": {"type": "array",
          "items": {"$ref": "#/components/schemas/Group"}},
        "next": {"type": "string",
          "description": "For GET /api/groups?scope=mine"}}},
    "rooms": {"type": "object", "required": ["items"],
      "additionalProperties": false, "properties": {
        "items": {"type": "array",
          "items": {"$ref": "#/components/schemas/RoomOverview"}},
        "next": {"type": "string", "description": "For GET /api/rooms"}}},
    "invites": {"type": "array",
      "items": {"$ref": "#/components/schemas/Invite"}}}},
"RoomOverview": {"x-extends": "Room", "type": "object",
  "required": ["role", "seq", "readSeq", "unread", "mentions",
    "notifications", "lastMessage"],
  "additionalProperties": false, "properties": {
    "role": {"$ref": "#/components/schemas/Role"},
    "seq": {"$ref": "#/components/schemas/Seq"},
    "readSeq": {"$ref": "#/components/schemas/Seq"},
    "unread": {"type": "integer", "minimum": 0},
    "mentions": {"type": "integer", "minimum": 0},
    "notifications": {"$ref": "#/components/schemas/Alerts"},
    "lastMessage": {"anyOf": [{"type": "null"},
      {"$ref": "#/components/schemas/Message"}]}}}
})";
}

}  // namespace parley::net::api::openapi
