// What every request may be answered, accounts and people.

#include "net/api/openapi/operation.hpp"

namespace parley::net::api::openapi {

std::string_view identity_schemas() {
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
      "examples": ["correct horse"]},
    "code": {"type": "string", "maxLength": 64,
      "description": "Of the second factor, if it is on"},
    "totp": {"type": "string", "maxLength": 64,
      "description": "Another name of code"}}},
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
"Ending": {"type": "object", "description": "The password, to end oneself",
  "properties": {
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
    "status": {"enum": ["online", "away", "busy", "offline"]},
    "lastSeen": {"$ref": "#/components/schemas/Time"},
    "createdAt": {"$ref": "#/components/schemas/Time"}}},
"PublicUser": {"type": "object", "required": ["id", "username", "displayName",
    "avatar", "role", "status", "lastSeen", "createdAt"],
  "additionalProperties": false, "properties": {
    "id": {"$ref": "#/components/schemas/Id"},
    "username": {"type": "string", "examples": ["bob"]},
    "displayName": {"type": "string", "examples": ["Bob"]},
    "avatar": {"type": "string"},
    "role": {"$ref": "#/components/schemas/ServerRole"},
    "status": {"enum": ["online", "away", "busy", "offline"]},
    "lastSeen": {"$ref": "#/components/schemas/OptionalTime"},
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
"IceServers": {"type": "object", "required": ["iceServers", "ttl", "expiresAt"],
  "additionalProperties": false, "properties": {
    "iceServers": {"type": "array", "description": "For RTCPeerConnection",
      "items": {"type": "object", "required": ["urls"],
        "additionalProperties": false, "properties": {
          "urls": {"type": "array", "items": {"type": "string",
            "examples": ["turn:turn.example:3478?transport=udp"]}},
          "username": {"type": "string",
            "examples": ["1767272400:01890a5d-ac96-774b-bcce-b302099a8057"]},
          "credential": {"type": "string",
            "examples": ["9Obd3cGdYv2d5Kp6BqXo1lV0Y5s="]}}}},
    "ttl": {"type": "integer", "minimum": 1, "description": "Seconds",
      "examples": [3600]},
    "expiresAt": {"$ref": "#/components/schemas/Time"}}},
"Privacy": {"type": "object", "required": ["directFrom", "presenceTo"],
  "additionalProperties": false, "properties": {
    "directFrom": {"enum": ["everyone", "shared_groups", "nobody"]},
    "presenceTo": {"enum": ["everyone", "shared_rooms", "nobody"]}}},
"PrivacyChange": {"type": "object", "description": "At least one",
  "properties": {
    "directFrom": {"enum": ["everyone", "shared_groups", "nobody"]},
    "presenceTo": {"enum": ["everyone", "shared_rooms", "nobody"]}}},
"Presence": {"x-extends": "PresenceChanged", "type": "object",
  "additionalProperties": false, "properties": {
    "because": {"$ref": "#/components/schemas/PresenceReasons"}}},
"PresenceReasons": {"type": "object", "required": ["chosen", "text",
    "expiresAt", "presenceTo", "devices", "rooms", "lookers"],
  "additionalProperties": false, "properties": {
    "chosen": {"enum": ["online", "busy", "invisible"],
      "description": "online: what the devices say"},
    "text": {"type": "string"},
    "expiresAt": {"$ref": "#/components/schemas/OptionalTime"},
    "presenceTo": {"enum": ["everyone", "shared_rooms", "nobody"]},
    "devices": {"type": "array", "items": {
      "type": "object", "required": ["deviceId", "status", "until"],
      "additionalProperties": false, "properties": {
        "deviceId": {"$ref": "#/components/schemas/Id"},
        "status": {"enum": ["online", "away"]},
        "until": {"allOf": [{"$ref": "#/components/schemas/Time"}],
          "description": "The end of its lease unless it is renewed"}}}},
    "rooms": {"type": "integer", "minimum": 0,
      "description": "That are told of changes"},
    "lookers": {"type": "integer", "minimum": 0,
      "description": "Sockets that are told of changes"}}}
})";
}

}  // namespace parley::net::api::openapi
