#include "net/api/openapi/operation.hpp"

namespace parley::net::api::openapi {

// Bodies of requests may have more members, which are ignored; answers have
// these. Lengths are bytes of UTF-8.
std::string_view schemas() {
  return R"({
"Error": {"type": "object", "required": ["message", "code", "requestId"],
  "additionalProperties": false, "properties": {
    "message": {"type": "string", "description": "For people"},
    "code": {"type": "string", "pattern": "^[A-Z_]+$",
      "description": "For programs", "examples": ["INVALID_REQUEST"]},
    "requestId": {"type": "string",
      "description": "As in X-Request-Id and in the server's log"},
    "details": {"type": "array", "items": {
      "type": "object", "required": ["path", "message"],
      "additionalProperties": false, "properties": {
        "path": {"type": "string"},
        "message": {"type": "string"}}}}}},
"Said": {"type": "object", "required": ["message"],
  "additionalProperties": false, "properties": {
    "message": {"type": "string", "examples": ["Done"]}}},

"Registration": {"type": "object",
  "required": ["username", "email", "password"], "properties": {
    "username": {"type": "string", "maxLength": 4096,
      "description": "3 to 32 letters, digits, `_`, `-`, `.`",
      "examples": ["ann"]},
    "email": {"type": "string", "maxLength": 4096,
      "examples": ["ann@example.com"]},
    "password": {"type": "string", "maxLength": 4096,
      "description": "8 to 72 bytes", "examples": ["correct horse"]},
    "displayName": {"type": "string", "maxLength": 4096,
      "examples": ["Ann"]}}},
"Login": {"type": "object", "required": ["password"],
  "description": "One of login, username and email says who",
  "examples": [{"login": "ann", "password": "correct horse"}],
  "properties": {
    "login": {"type": "string", "maxLength": 4096, "examples": ["ann"]},
    "username": {"type": "string", "maxLength": 4096, "examples": ["ann"]},
    "email": {"type": "string", "maxLength": 4096,
      "examples": ["ann@example.com"]},
    "password": {"type": "string", "maxLength": 4096,
      "examples": ["correct horse"]}}},
"Refresh": {"type": "object", "required": ["refreshToken"], "properties": {
  "refreshToken": {"type": "string", "maxLength": 4096}}},
"Logout": {"type": "object", "properties": {
  "all": {"type": "boolean", "default": false,
    "description": "All devices, not this one alone"}}},
"PasswordChange": {"type": "object",
  "required": ["currentPassword", "newPassword"], "properties": {
    "currentPassword": {"type": "string", "maxLength": 4096},
    "newPassword": {"type": "string", "maxLength": 4096,
      "description": "8 to 72 bytes"}}},
"MailAddress": {"type": "object", "required": ["email"], "properties": {
  "email": {"type": "string", "maxLength": 4096,
    "examples": ["ann@example.com"]}}},
"PasswordReset": {"type": "object", "required": ["token"],
  "description": "The new password as newPassword or as password",
  "examples": [{"token": "Zm9yZ290dGVu", "newPassword": "correct horse"}],
  "properties": {
    "token": {"type": "string", "maxLength": 4096},
    "newPassword": {"type": "string", "maxLength": 4096},
    "password": {"type": "string", "maxLength": 4096}}},
"EmailProof": {"type": "object", "properties": {
  "token": {"type": "string", "maxLength": 4096,
    "description": "Without it a mail with one is sent to whoever asks"}}},
"ProfileChange": {"type": "object",
  "description": "At least one; a new e-mail needs the password",
  "properties": {
    "username": {"type": "string", "maxLength": 4096},
    "displayName": {"type": "string", "maxLength": 4096},
    "email": {"type": "string", "maxLength": 4096},
    "avatar": {"type": "string", "maxLength": 4096,
      "description": "An http(s) address, a path on this server, or empty",
      "examples": ["/uploads/ann.png"]},
    "password": {"type": "string", "maxLength": 4096}}},
"Farewell": {"type": "object", "required": ["password"], "properties": {
  "password": {"type": "string", "maxLength": 4096}}},

"ServerRole": {"enum": ["admin", "moderator", "user"]},
"OwnUser": {"type": "object", "required": ["id", "username", "displayName",
    "email", "emailVerified", "avatar", "role", "status", "lastSeen",
    "createdAt"],
  "additionalProperties": false, "properties": {
    "id": {"$ref": "#/components/schemas/Id"},
    "username": {"type": "string", "examples": ["ann"]},
    "displayName": {"type": "string", "examples": ["Ann"]},
    "email": {"type": "string", "examples": ["ann@example.com"]},
    "emailVerified": {"type": "boolean"},
    "avatar": {"type": "string"},
    "role": {"$ref": "#/components/schemas/ServerRole"},
    "status": {"type": "string", "examples": ["online"]},
    "lastSeen": {"$ref": "#/components/schemas/Time"},
    "createdAt": {"$ref": "#/components/schemas/Time"}}},
"PublicUser": {"type": "object", "required": ["id", "username", "displayName",
    "avatar", "role", "createdAt"],
  "additionalProperties": false, "properties": {
    "id": {"$ref": "#/components/schemas/Id"},
    "username": {"type": "string", "examples": ["bob"]},
    "displayName": {"type": "string", "examples": ["Bob"]},
    "avatar": {"type": "string"},
    "role": {"$ref": "#/components/schemas/ServerRole"},
    "createdAt": {"$ref": "#/components/schemas/Time"},
    "deleted": {"const": true}}},
"Person": {"description": "Oneself and, for admins, everybody: the whole",
  "anyOf": [{"$ref": "#/components/schemas/PublicUser"},
    {"$ref": "#/components/schemas/OwnUser"}]},
"Tokens": {"type": "object",
  "required": ["token", "accessToken", "refreshToken", "expiresIn"],
  "additionalProperties": false, "properties": {
    "token": {"type": "string", "description": "The access token again"},
    "accessToken": {"type": "string"},
    "refreshToken": {"type": "string"},
    "expiresIn": {"type": "integer", "minimum": 1,
      "description": "Seconds", "examples": [900]}}},
"LoggedIn": {"x-extends": "Tokens", "type": "object", "required": ["user"],
  "additionalProperties": false, "properties": {
    "user": {"$ref": "#/components/schemas/OwnUser"}}},
"Device": {"type": "object",
  "required": ["id", "name", "createdAt", "lastUsedAt", "current"],
  "additionalProperties": false, "properties": {
    "id": {"$ref": "#/components/schemas/Id"},
    "name": {"type": "string", "examples": ["Firefox"]},
    "createdAt": {"$ref": "#/components/schemas/Time"},
    "lastUsedAt": {"$ref": "#/components/schemas/Time"},
    "current": {"type": "boolean"}}},
"KeySet": {"type": "object", "required": ["keys"],
  "additionalProperties": false, "properties": {
    "keys": {"type": "array", "items": {"type": "object"}}}},
"Privacy": {"type": "object", "required": ["directFrom"], "properties": {
  "directFrom": {"enum": ["everyone", "shared_groups", "nobody"]}}},

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
      "description": "An http(s) address, or a path on this server"},
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
    "icon": {"type": "string", "maxLength": 2048},
    "visibility": {"enum": ["public", "private"]},
    "readOnly": {"type": "boolean"},
    "slowMode": {"type": "integer", "minimum": 0, "maximum": 21600,
      "description": "Seconds between two messages of a member"},
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
    "avatar": {"type": "string"},
    "role": {"$ref": "#/components/schemas/Role"},
    "joinedAt": {"$ref": "#/components/schemas/Time"}}},
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
"RoomView": {"x-extends": "Room", "type": "object",
  "required": ["seq", "memberCount"],
  "additionalProperties": false, "properties": {
    "seq": {"$ref": "#/components/schemas/Seq"},
    "memberCount": {"type": "integer", "minimum": 0},
    "role": {"$ref": "#/components/schemas/Role"}}},
"RoomOverview": {"x-extends": "Room", "type": "object",
  "required": ["role", "seq", "readSeq", "unread", "mentions", "lastMessage"],
  "additionalProperties": false, "properties": {
    "role": {"$ref": "#/components/schemas/Role"},
    "seq": {"$ref": "#/components/schemas/Seq"},
    "readSeq": {"$ref": "#/components/schemas/Seq"},
    "unread": {"type": "integer", "minimum": 0},
    "mentions": {"type": "integer", "minimum": 0},
    "lastMessage": {"anyOf": [{"type": "null"},
      {"$ref": "#/components/schemas/Message"}]}}},
)"
         R"(
"NewMessage": {"type": "object", "properties": {
  "content": {"type": "string", "maxLength": 1048576,
    "description": "At most MESSAGE_CONTENT_LIMIT", "examples": ["Hello"]},
  "type": {"enum": ["text", "image", "file", "system"], "default": "text"},
  "replyTo": {"$ref": "#/components/schemas/Id"},
  "attachments": {"type": "array",
    "description": "Objects; one with an `id` is an upload of the sender"},
  "metadata": {"type": "object"},
  "clientId": {"type": "string", "minLength": 1, "maxLength": 128,
    "description": "Makes a second attempt return the first's result"}}},
"NewContent": {"type": "object", "required": ["content"], "properties": {
  "content": {"type": "string", "minLength": 1, "maxLength": 1048576,
    "examples": ["Hello again"]}}},
"ReadMark": {"type": "object", "required": ["seq"], "properties": {
  "seq": {"type": "integer", "minimum": 0,
    "description": "Of the last entry that was read"},
  "unread": {"type": "boolean", "default": false,
    "description": "It and what follows are unread again"}}},
"Version": {"type": "object", "required": ["content", "until"],
  "additionalProperties": false, "properties": {
    "content": {"type": "string"},
    "until": {"$ref": "#/components/schemas/Time"}}},

"Upload": {"type": "object", "required": ["id", "kind", "name", "type", "size",
    "url", "signedUrl", "attached", "createdAt"],
  "additionalProperties": false, "properties": {
    "id": {"$ref": "#/components/schemas/Id"},
    "kind": {"enum": ["avatar", "image", "file"]},
    "name": {"type": "string", "examples": ["roses.png"]},
    "type": {"type": "string", "description": "By its content",
      "examples": ["image/png"]},
    "size": {"type": "integer", "minimum": 0, "description": "Bytes"},
    "url": {"type": "string", "description": "Read with a token"},
    "signedUrl": {"type": "string",
      "description": "Read by anybody, for a while"},
    "thumbnailUrl": {"type": "string"},
    "signedThumbnailUrl": {"type": "string"},
    "width": {"type": "integer", "minimum": 1},
    "height": {"type": "integer", "minimum": 1},
    "attached": {"type": "boolean",
      "description": "A message, or the profile, names it"},
    "createdAt": {"$ref": "#/components/schemas/Time"}}},
"UploadPage": {"type": "object", "required": ["items", "usage"],
  "additionalProperties": false, "properties": {
    "items": {"type": "array",
      "items": {"$ref": "#/components/schemas/Upload"}},
    "next": {"type": "string"},
    "usage": {"type": "object", "required": ["bytes", "files", "quota"],
      "additionalProperties": false, "properties": {
        "bytes": {"type": "integer", "minimum": 0},
        "files": {"type": "integer", "minimum": 0},
        "quota": {"type": "integer", "minimum": 0,
          "description": "Bytes; 0: no bound"}}}}},

"Alive": {"type": "object", "required": ["status"],
  "additionalProperties": false, "properties": {"status": {"const": "ok"}}},
"Readiness": {"type": "object", "required": ["status", "timestamp", "version",
    "uptime", "memory", "dependencies"],
  "additionalProperties": false, "properties": {
    "status": {"enum": ["OK", "DEGRADED", "UNAVAILABLE"]},
    "timestamp": {"$ref": "#/components/schemas/Time"},
    "version": {"type": "string"},
    "uptime": {"type": "number", "description": "Seconds"},
    "memory": {"type": "object",
      "required": ["rss", "heapUsed", "heapTotal", "external"],
      "additionalProperties": false, "properties": {
        "rss": {"type": "integer"},
        "heapUsed": {"type": "integer"},
        "heapTotal": {"type": "integer"},
        "external": {"type": "integer"}}},
    "dependencies": {"type": "object", "additionalProperties": {
      "type": "object", "required": ["status", "latencyMs"],
      "additionalProperties": false, "properties": {
        "status": {"enum": ["OK", "UNAVAILABLE"]},
        "latencyMs": {"type": "number"},
        "detail": {"type": "string"}}}}}}
})";
}

}  // namespace parley::net::api::openapi
