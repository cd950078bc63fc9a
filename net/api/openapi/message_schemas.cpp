// Messages, what is not sent yet, alerts, uploads, the server itself.

#include "net/api/openapi/operation.hpp"

namespace parley::net::api::openapi {

std::string_view message_schemas() {
  return R"({
"NewMessage": {"type": "object", "properties": {
  "content": {"type": "string", "maxLength": 1048576,
    "description": "At most MESSAGE_CONTENT_LIMIT", "examples": ["Hello"]},
  "type": {"enum": ["text", "image", "file", "system"], "default": "text"},
  "replyTo": {"$ref": "#/components/schemas/Id"},
  "attachments": {"type": "array",
    "description": "Objects; one with an `id` is an upload of the sender"},
  "metadata": {"type": "object"},
  "clientId": {"type": "string", "minLength": 1, "maxLength": 128,
    "description": "Makes a second attempt return the first's result"},
  "expiresIn": {"type": "integer", "minimum": 0, "maximum": 31536000,
    "default": 0, "description": "Seconds until it is deleted; 0: never"},
  "sendAt": {"type": "string", "maxLength": 40,
    "description": "A time ahead (ISO 8601): it is sent then",
    "examples": ["2030-01-01T00:00:00Z"]}}},
"FoundMessage": {"x-extends": "Message", "type": "object",
  "required": ["snippet"],
  "additionalProperties": false, "properties": {
    "snippet": {"type": "array", "items": {
      "type": "object", "required": ["text", "match"],
      "additionalProperties": false, "properties": {
        "text": {"type": "string"},
        "match": {"type": "boolean"}}}}}},
"Forwarding": {"type": "object", "required": ["channelId"], "properties": {
  "channelId": {"$ref": "#/components/schemas/Id"},
  "clientId": {"type": "string", "minLength": 1, "maxLength": 128}}},
"NewDraft": {"type": "object", "required": ["content"], "properties": {
  "content": {"type": "string", "maxLength": 65536},
  "replyTo": {"$ref": "#/components/schemas/Id"}}},
"Scheduled": {"type": "object", "required": ["id", "channelId", "type",
    "content", "replyTo", "attachments", "metadata", "sendAt", "createdAt",
    "error"],
  "additionalProperties": false, "properties": {
    "id": {"$ref": "#/components/schemas/Id"},
    "channelId": {"$ref": "#/components/schemas/Id"},
    "type": {"enum": ["text", "image", "file", "system"]},
    "content": {"type": "string"},
    "replyTo": {"$ref": "#/components/schemas/OptionalId"},
    "attachments": {"type": "array"},
    "metadata": {"type": "object"},
    "clientId": {"type": "string"},
    "expiresIn": {"type": "integer", "minimum": 1},
    "sendAt": {"$ref": "#/components/schemas/Time"},
    "createdAt": {"$ref": "#/components/schemas/Time"},
    "error": {"type": ["string", "null"],
      "description": "Why it was not sent"}}},
"PageSummary": {"type": "object",
  "required": ["url", "title", "description", "image", "siteName"],
  "additionalProperties": false, "properties": {
    "url": {"type": "string"},
    "title": {"type": "string"},
    "description": {"type": "string"},
    "image": {"type": "string"},
    "siteName": {"type": "string"}}},
"Alerts": {"type": "object", "required": ["level", "mutedUntil"],
  "additionalProperties": false, "properties": {
    "level": {"enum": ["default", "all", "mentions", "none"]},
    "mutedUntil": {"$ref": "#/components/schemas/OptionalTime"}}},
"AlertChoice": {"type": "object", "properties": {
  "level": {"enum": ["default", "all", "mentions", "none"]},
  "muted": {"type": "boolean"},
  "mutedUntil": {"type": "string", "maxLength": 40,
    "description": "A time ahead, as ISO 8601 has it",
         "examples" : ["2030-01-01T00:00:00Z"]
}
}
}
, "Quiet" : {
  "type" : "object",
  "required" : ["until"],
  "additionalProperties" : false,
  "properties" : {"until" : {"$ref" : "#/components/schemas/OptionalTime"}}
},
            "QuietChoice"
    : {
      "type" : "object",
      "description" : "Either until or minutes",
      "examples" : [ {"minutes" : 60} ],
      "properties" : {
        "until" : {
          "type" : "string",
          "maxLength" : 40,
          "description" : "A time ahead, as ISO 8601 has it"
        },
        "minutes" : {"type" : "integer", "minimum" : 0, "maximum" : 525600}
      }
    },
      "NewContent" : {
        "type" : "object",
        "required" : ["content"],
        "properties" : {
          "content" : {
            "type" : "string",
            "minLength" : 1,
            "maxLength" : 1048576,
            "examples" : ["Hello again"]
          }
        }
      },
                     "ReadMark"
    : {
      "type" : "object",
      "required" : ["seq"],
      "properties" : {
        "seq" : {
          "type" : "integer",
          "minimum" : 0,
          "description" : "Of the last entry that was read"
        },
        "unread" : {
          "type" : "boolean",
          "default" : false,
          "description" : "It and what follows are unread again"
        }
      }
    },
      "Version" : {
        "type" : "object",
        "required" : [ "content", "until" ],
        "additionalProperties" : false,
        "properties" : {
          "content" : {"type" : "string"},
          "until" : {"$ref" : "#/components/schemas/Time"}
        }
      },

                  "Upload"
    : {
      "type" : "object",
      "required" : [
        "id", "kind", "name", "type", "size", "url", "signedUrl", "attached",
        "createdAt"
      ],
      "additionalProperties" : false,
      "properties" : {
        "id" : {"$ref" : "#/components/schemas/Id"},
        "kind" : {"enum" : [ "avatar", "image", "file" ]},
        "name" : {"type" : "string", "examples" : ["roses.png"]},
        "type" : {
          "type" : "string",
          "description" : "By its content",
          "examples" : ["image/png"]
        },
        "size" : {"type" : "integer", "minimum" : 0, "description" : "Bytes"},
        "url" : {"type" : "string", "description" : "Read with a token"},
        "signedUrl" :
            {"type" : "string", "description" : "Read by anybody, for a while"},
        "thumbnailUrl" : {"type" : "string"},
        "signedThumbnailUrl" : {"type" : "string"},
        "width" : {"type" : "integer", "minimum" : 1},
        "height" : {"type" : "integer", "minimum" : 1},
        "attached" : {
          "type" : "boolean",
          "description" : "A message, or the profile, names it"
        },
        "createdAt" : {"$ref" : "#/components/schemas/Time"}
      }
    },
      "UploadPage" : {
        "type" : "object",
        "required" : [ "items", "usage" ],
        "additionalProperties" : false,
        "properties" : {
          "items" : {
            "type" : "array",
            "items" : {"$ref" : "#/components/schemas/Upload"}
          },
          "next" : {"type" : "string"},
          "usage" : {
            "type" : "object",
            "required" : [
              "bytes", "files", "pendingImages", "pendingFiles", "quota"
            ],
            "additionalProperties" : false,
            "properties" : {
              "bytes" : {"type" : "integer", "minimum" : 0},
              "files" : {"type" : "integer", "minimum" : 0},
              "pendingImages" : {"type" : "integer", "minimum" : 0},
              "pendingFiles" : {"type" : "integer", "minimum" : 0},
              "quota" : {
                "type" : "integer",
                "minimum" : 0,
                "description" : "Bytes; 0: no bound"
              }
            }
          }
        }
      },

                     "Alive" : {
                       "type" : "object",
                       "required" : ["status"],
                       "additionalProperties" : false,
                       "properties" : {"status" : {"const" : "ok"}}
                     },
                               "Readiness" : {
  "type": "object", "required": ["status", "timestamp", "version",
    "uptime", "memory", "dependencies"],
  "additionalProperties": false, "properties": {
    "status" : {"enum" : [ "OK", "DEGRADED", "UNAVAILABLE" ]},
               "timestamp" : {"$ref" : "#/components/schemas/Time"},
                             "version" : {"type" : "string"},
                                         "uptime"
        : {"type" : "number", "description" : "Seconds"},
          "memory" : {
            "type" : "object",
            "required" : [ "rss", "heapUsed", "heapTotal", "external" ],
            "additionalProperties" : false,
            "properties" : {
              "rss" : {"type" : "integer"},
              "heapUsed" : {"type" : "integer"},
              "heapTotal" : {"type" : "integer"},
              "external" : {"type" : "integer"}
            }
          },
                     "dependencies" : {
      "type" : "object", "additionalProperties" : {
        "type" : "object",
                 "required" : [ "status", "latencyMs" ],
                              "additionalProperties" : false,
                                                       "properties" : {
          "status" : {"enum" : [ "OK", "UNAVAILABLE" ]},
                     "latencyMs" : {"type" : "number"},
                                   "detail" : {
            "type" : "string"
          }
        }
      }
    }
  }
}
})";
}

}  // namespace parley::net::api::openapi
