#pragma once

// Every setting with its default, its unit and, in settings_table.cpp, its
// safe range, its environment name and its flag.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace parley::config {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// No access token lives longer, whatever ACCESS_TOKEN_TTL_S was when it was
/// issued.
inline constexpr seconds longest_access_token_ttl = 7 * 24h;

enum class environment : std::uint8_t { development, production };
enum class log_format : std::uint8_t { text, json };
enum class storage_engine : std::uint8_t { sqlite, memory };
enum class socketio_parser : std::uint8_t { standard, msgpack };
enum class socketio_transports : std::uint8_t { all, polling, websocket };
enum class sync_mode : std::uint8_t { full, normal };
enum class peerjs_admission : std::uint8_t { anybody, users };

struct settings {
  // -- process ----------------------------------------------------------------
  environment app_env = environment::development;  // APP_ENV, NODE_ENV
  std::string host = "0.0.0.0";                    // HOST
  std::uint16_t port = 3000;                       // PORT; 0: any free one
  std::vector<std::string> listen;  // LISTEN: host:port,…; empty: host and port
  std::filesystem::path data = "./data";  // DATA: database, secrets
  unsigned reactors = 0;                  // REACTORS; 0: one per core
  milliseconds shutdown_grace = 8s;       // SHUTDOWN_GRACE_MS

  // -- logs and metrics -------------------------------------------------------
  std::string log_level = "info";        // LOG_LEVEL
  log_format log_as = log_format::text;  // LOG_FORMAT
  bool access_log = true;                // ACCESS_LOG
  std::string metrics_token;             // METRICS_TOKEN

  // -- identity ---------------------------------------------------------------
  std::string jwt_secret;  // JWT_SECRET; unset: generated into data/secrets
  std::filesystem::path jwt_key_file;   // JWT_KEY_FILE; unset: HS256
  std::filesystem::path jwt_jwks_file;  // JWT_JWKS_FILE, more public keys
  std::string jwt_jwks_url;             // JWT_JWKS_URL, the same by HTTP
  std::chrono::seconds jwt_jwks_refresh =
      std::chrono::minutes{5};           // JWT_JWKS_REFRESH_S
  seconds access_token_ttl = 15min;      // ACCESS_TOKEN_TTL_S
  seconds refresh_token_ttl = 30 * 24h;  // REFRESH_TOKEN_TTL_S
  seconds refresh_grace = 20s;           // REFRESH_GRACE_S
  unsigned bcrypt_cost = 10;             // BCRYPT_COST
  unsigned bcrypt_queue = 64;            // BCRYPT_QUEUE, waiting logins
  std::string smtp_url;                  // SMTP_URL; empty: no mail
  std::string mail_from;                 // MAIL_FROM
  std::string mail_link;                 // MAIL_LINK_URL, the front end

  // -- HTTP -------------------------------------------------------------------
  std::vector<std::string> frontend_urls;    // FRONTEND_URL, CORS_ORIGINS
  std::size_t json_body_limit = 1 << 20;     // JSON_BODY_LIMIT, bytes
  std::size_t header_limit = 16 << 10;       // HTTP_HEADER_LIMIT, bytes
  milliseconds header_timeout = 15s;         // HTTP_HEADER_TIMEOUT_MS
  milliseconds body_timeout = 30s;           // HTTP_BODY_TIMEOUT_MS
  milliseconds keep_alive_timeout = 30s;     // HTTP_KEEP_ALIVE_MS
  std::vector<std::string> trusted_proxies;  // TRUSTED_PROXIES, addresses

  // -- sockets ----------------------------------------------------------------
  std::size_t max_connections = 100'000;    // MAX_CONNECTIONS
  std::size_t max_message_bytes = 1 << 20;  // WS_MAX_MESSAGE, bytes
  std::size_t max_fragments = 1024;         // WS_MAX_FRAGMENTS
  milliseconds ping_interval = 25s;         // PING_INTERVAL_MS
  milliseconds ping_timeout = 20s;          // PING_TIMEOUT_MS
  milliseconds auth_timeout = 10s;          // AUTH_TIMEOUT_MS
  std::size_t outbox_budget = 1 << 20;      // OUTBOX_BUDGET, bytes
  milliseconds resume_window = 120s;        // RESUME_WINDOW_MS
  milliseconds away_after = 0s;             // PRESENCE_AWAY_MS; 0: never
  socketio_parser socketio_with = socketio_parser::standard;  // SOCKETIO_PARSER
  socketio_transports socketio_over =
      socketio_transports::all;   // SOCKETIO_TRANSPORTS
  bool socketio_upgrades = true;  // SOCKETIO_ALLOW_UPGRADES

  // -- PeerJS and calls -------------------------------------------------------
  std::string peerjs_path = "/peerjs";  // PEERJS_PATH; or off
  std::string peerjs_key = "peerjs";    // PEERJS_KEY
  peerjs_admission peerjs_for = peerjs_admission::anybody;  // PEERJS_AUTH
  bool peerjs_discovery = false;            // PEERJS_ALLOW_DISCOVERY
  std::size_t peerjs_clients = 5'000;       // PEERJS_MAX_CLIENTS
  milliseconds peerjs_alive_timeout = 90s;  // PEERJS_ALIVE_TIMEOUT_MS
  milliseconds peerjs_expire_timeout = 5s;  // PEERJS_EXPIRE_TIMEOUT_MS
  std::vector<std::string> stun_urls;       // STUN_URLS
  std::vector<std::string> turn_urls;       // TURN_URLS
  std::string turn_secret;                  // TURN_SECRET, coturn's
  seconds turn_ttl = 1h;                    // TURN_TTL_S

  // -- rooms ------------------------------------------------------------------
  std::size_t content_limit = 32 << 10;  // MESSAGE_CONTENT_LIMIT
  std::size_t ring_entries = 1024;       // ROOM_RING_ENTRIES
  std::size_t ring_bytes = 256 << 10;    // ROOM_RING_BYTES
  std::size_t room_queue = 4096;         // ROOM_QUEUE, commands
  milliseconds room_idle = 120s;         // ROOM_IDLE_MS
  unsigned message_rate = 50;    // MESSAGE_RATE_LIMIT_MAX per second; 0: off
  unsigned message_burst = 200;  // MESSAGE_RATE_BURST

  // -- calls ------------------------------------------------------------------
  seconds call_ring_timeout = 45s;    // CALL_RING_TIMEOUT_S
  seconds call_grace = 20s;           // CALL_RECONNECT_GRACE_S
  seconds call_longest = 4h;          // CALL_MAX_DURATION_S, once answered
  std::size_t call_participants = 8;  // CALL_MAX_PARTICIPANTS, at a time
  unsigned call_rate = 20;            // CALL_RATE_LIMIT_MAX a minute; 0: off
  unsigned signal_rate = 100;         // CALL_SIGNAL_RATE per second; 0: off

  // -- link previews ----------------------------------------------------------
  bool link_previews = false;                   // LINK_PREVIEWS
  std::vector<std::string> link_preview_allow;  // LINK_PREVIEW_ALLOW

  // -- storage ----------------------------------------------------------------
  storage_engine storage = storage_engine::sqlite;  // STORAGE
  sync_mode sync = sync_mode::full;                 // STORAGE_SYNC
  unsigned batch_limit = 256;                       // STORAGE_BATCH, operations
  unsigned write_queue = 16'384;                    // STORAGE_QUEUE, operations
  unsigned readers = 2;                             // STORAGE_READERS, threads
  seconds audit_retention = 365 * 24h;  // AUDIT_RETENTION_S; 0: for ever

  // -- uploads ----------------------------------------------------------------
  std::size_t avatar_limit = 5 << 20;   // UPLOAD_AVATAR_LIMIT, bytes
  std::size_t image_limit = 10 << 20;   // UPLOAD_IMAGE_LIMIT, bytes
  std::size_t file_limit = 25 << 20;    // UPLOAD_FILE_LIMIT, bytes
  std::size_t upload_quota = 1 << 30;   // UPLOAD_QUOTA, bytes a user; 0: none
  std::size_t pending_images = 100;     // UPLOAD_IMAGE_PENDING; 0: no bound
  std::size_t pending_files = 100;      // UPLOAD_FILE_PENDING; 0: no bound
  std::vector<std::string> file_types;  // UPLOAD_FILE_TYPES; empty: usual ones
  std::size_t picture_pixels = 40'000'000;  // UPLOAD_MAX_PIXELS
  std::size_t upload_slots = 256;           // UPLOAD_CONCURRENCY
  seconds upload_link_ttl = 1h;             // UPLOAD_LINK_TTL_S
  seconds upload_orphan_age = 24h;          // UPLOAD_ORPHAN_AFTER_S
  seconds upload_sweep = 10min;             // UPLOAD_SWEEP_S

  // -- limits of the seeds' .env files ----------------------------------------
  milliseconds rate_window = 15min;  // RATE_LIMIT_WINDOW_MS
  unsigned rate_max = 100;           // RATE_LIMIT_MAX_REQUESTS
  unsigned auth_rate_max = 20;       // AUTH_RATE_LIMIT_MAX

  bool production() const { return app_env == environment::production; }
};

}  // namespace parley::config
