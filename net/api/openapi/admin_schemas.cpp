// What those who run the server see, reports, the second factor.

#include "net/api/openapi/operation.hpp"

namespace parley::net::api::openapi {

std::string_view admin_schemas() {
  return R"({
"ServerRoleChange": {"type": "object", "required": ["role"], "properties": {
  "role": {"enum": ["user", "moderator", "admin"]}}},
"Account": {"type": "object", "required": ["id", "username", "displayName",
    "email", "emailVerified", "avatar", "role", "state", "lastSeen",
    "createdAt", "ban"],
  "additionalProperties": false, "properties": {
    "id": {"$ref": "#/components/schemas/Id"},
    "username": {"type": "string"},
    "displayName": {"type": "string"},
    "email": {"type": "string"},
    "emailVerified": {"type": "boolean"},
    "avatar": {"type": "string"},
    "role": {"$ref": "#/components/schemas/ServerRole"},
    "state": {"enum": ["active", "banned", "deleted"]},
    "lastSeen": {"$ref": "#/components/schemas/Time"},
    "createdAt": {"$ref": "#/components/schemas/Time"},
    "ban": {"anyOf": [{"type": "null"},
      {"$ref": "#/components/schemas/Restriction"}]}}},
"AccountView": {"x-extends": "Account", "type": "object",
  "required": ["sessions", "uploads"],
  "additionalProperties": false, "properties": {
    "sessions": {"type": "array", "items": {
      "type": "object", "required": ["id", "name", "createdAt", "lastUsedAt"],
      "additionalProperties": false, "properties": {
        "id": {"$ref": "#/components/schemas/Id"},
        "name": {"type": "string"},
        "createdAt": {"$ref": "#/components/schemas/Time"},
        "lastUsedAt": {"$ref": "#/components/schemas/Time"}}}},
    "uploads": {"type": "object", "required": ["files", "bytes"],
      "additionalProperties": false, "properties": {
        "files": {"type": "integer"}, "bytes": {"type": "integer"}}}}},
"GroupAccount": {"type": "object",
  "required": ["group", "memberCount", "channelCount", "channels"],
  "additionalProperties": false, "properties": {
    "group": {"$ref": "#/components/schemas/Group"},
    "memberCount": {"type": "integer", "minimum": 0},
    "channelCount": {"type": "integer", "minimum": 0},
    "channels": {"type": "array",
      "items": {"$ref": "#/components/schemas/Room"}}}},
"Statistics": {"type": "object", "required": ["users", "groups", "channels",
    "directRooms", "messages", "uploads", "openReports", "live", "uptime",
    "version", "timestamp"],
  "additionalProperties": false, "properties": {
    "users": {"type": "object", "additionalProperties": {"type": "integer"}},
    "groups": {"type": "integer"},
    "channels": {"type": "integer"},
    "directRooms": {"type": "integer"},
    "messages": {"type": "integer"},
    "uploads": {"type": "object", "additionalProperties": {"type": "integer"}},
    "openReports": {"type": "integer"},
    "live": {"type": "object", "additionalProperties": {"type": "integer"}},
    "uptime": {"type": "number", "description": "Seconds"},
    "version": {"type": "string"},
    "timestamp": {"$ref": "#/components/schemas/Time"}}},
"Actors": {"type": "object", "required": ["rooms", "sessions", "calls",
    "services", "quarantined", "crashes"],
  "additionalProperties": false, "properties": {
    "rooms": {"type": "integer", "minimum": 0},
    "sessions": {"type": "integer", "minimum": 0,
      "description": "Devices with sockets, or that may resume"},
    "calls": {"type": "integer", "minimum": 0},
    "services": {"type": "array", "items": {"enum": ["accounts", "directory",
      "presence", "peer_hub", "switchboard"]}},
    "quarantined": {"type": "integer", "minimum": 0,
      "description": "That crash again and again and are refused for now"},
    "crashes": {"type": "integer", "minimum": 0,
      "description": "Since the start"}}},
"Act": {"type": "object", "required": ["action", "by", "type", "targetId",
    "groupId", "channelId", "details", "createdAt"],
  "additionalProperties": false, "properties": {
    "action": {"type": "string"},
    "by": {"anyOf": [{"type": "null"},
      {"$ref": "#/components/schemas/UserCard"}]},
    "type": {"type": "string"},
    "targetId": {"$ref": "#/components/schemas/OptionalId"},
    "groupId": {"$ref": "#/components/schemas/OptionalId"},
    "channelId": {"$ref": "#/components/schemas/OptionalId"},
    "address": {"type": "string", "description": "For admins of the server"},
    "details": {"type": "object"},
    "createdAt": {"$ref": "#/components/schemas/Time"}}},
"Complaint": {"type": "object", "required": ["reason"], "properties": {
  "reason": {"enum": ["spam", "harassment", "hate", "violence", "sexual",
    "illegal", "impersonation", "other"]},
  "note": {"type": "string", "maxLength": 1000}}},
"Decision": {"type": "object", "properties": {
  "note": {"type": "string", "maxLength": 1000}}},
"Resolution": {"x-extends": "Decision", "type": "object", "properties": {
  "deleteMessage": {"type": "boolean", "default": false,
    "description": "The reported message is deleted, wherever it is"}}},
"OwnReport": {"type": "object", "required": ["id", "type", "targetId",
    "reason", "note", "state", "createdAt"],
  "additionalProperties": false, "properties": {
    "id": {"$ref": "#/components/schemas/Id"},
    "type": {"type": "string"},
    "targetId": {"$ref": "#/components/schemas/Id"},
    "reason": {"type": "string"},
    "note": {"type": "string"},
    "state": {"type": "string"},
    "createdAt": {"$ref": "#/components/schemas/Time"}}},
"Report": {"x-extends": "OwnReport", "type": "object", "required": ["reporter",
    "author", "channelId", "content", "attachments", "decidedBy", "decidedAt", "decision"],
  "additionalProperties": false, "properties": {
    "reporter": {"$ref": "#/components/schemas/UserCard"},
    "author": {"anyOf": [{"type": "null"},
      {"$ref": "#/components/schemas/UserCard"}]},
    "channelId": {"$ref": "#/components/schemas/OptionalId"},
    "content": {"type": "string"},
    "attachments": {"type": "array", "description": "Uploads it named then",
      "items": {"type": "object",
        "required": ["id", "name", "type", "size", "url"],
        "additionalProperties": false, "properties": {
          "id": {"$ref": "#/components/schemas/Id"},
          "name": {"type": "string"},
          "type": {"type": "string"},
          "size": {"type": "integer", "minimum": 0},
          "url": {"type": "string"},
          "thumbnailUrl": {"type": "string"}}}},
    "decidedBy": {"anyOf": [{"type": "null"},
      {"$ref": "#/components/schemas/UserCard"}]},
    "decidedAt": {"$ref": "#/components/schemas/OptionalTime"},
    "decision": {"type": "string"}}},
"Factor": {"type": "object", "required": ["enabled", "recoveryCodes"],
  "additionalProperties": false, "properties": {
    "enabled": {"type": "boolean"},
    "recoveryCodes": {"type": "integer", "minimum": 0}}},
"FactorProposal": {"type": "object", "required": ["secret", "uri"],
  "additionalProperties": false, "properties": {
    "secret": {"type": "string"}, "uri": {"type": "string"}}},
"FactorCode": {"type": "object", "description": "The code as code or as totp",
  "examples": [{"code": "123456"}],
  "properties": {
    "code": {"type": "string", "minLength": 1, "maxLength": 64},
    "totp": {"type": "string", "minLength": 1, "maxLength": 64}}},
"FactorChange": {"type": "object", "required": ["password"],
  "description": "The code as code or as totp",
  "examples": [{"password": "correct horse", "code": "123456"}],
  "properties": {
    "password": {"type": "string", "maxLength": 4096},
    "code": {"type": "string", "minLength": 1, "maxLength": 64},
    "totp": {"type": "string", "minLength": 1, "maxLength": 64}}},
"RecoveryCodes": {"type": "object", "required": ["recoveryCodes"],
  "additionalProperties": false, "properties": {
    "recoveryCodes": {"type": "array", "items": {"type": "string"}}}}
})";
}

}  // namespace parley::net::api::openapi
