#include "storage/sqlite/schema.hpp"

#include <array>
#include <string>

#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/migrations/account_deletion.hpp"
#include "storage/sqlite/migrations/account_recovery.hpp"
#include "storage/sqlite/migrations/administration.hpp"
#include "storage/sqlite/migrations/alerts.hpp"
#include "storage/sqlite/migrations/calls.hpp"
#include "storage/sqlite/migrations/client_ids.hpp"
#include "storage/sqlite/migrations/display_names.hpp"
#include "storage/sqlite/migrations/factors.hpp"
#include "storage/sqlite/migrations/forgotten_devices.hpp"
#include "storage/sqlite/migrations/foundation.hpp"
#include "storage/sqlite/migrations/governance.hpp"
#include "storage/sqlite/migrations/housekeeping.hpp"
#include "storage/sqlite/migrations/leavers.hpp"
#include "storage/sqlite/migrations/message_changes.hpp"
#include "storage/sqlite/migrations/presence.hpp"
#include "storage/sqlite/migrations/search_terms.hpp"
#include "storage/sqlite/migrations/token_lifetime.hpp"
#include "storage/sqlite/migrations/unsent.hpp"
#include "storage/sqlite/migrations/upkeep.hpp"
#include "storage/sqlite/migrations/upload_ties.hpp"
#include "storage/sqlite/migrations/uploads.hpp"

namespace parley::storage::sqlite {

namespace {

using namespace schema_steps;

/// "PARL", the mark of our files in the header of a SQLite database.
constexpr std::int64_t application_id = 0x5041524c;

constexpr std::array steps{
    migration{1, foundation},
    migration{2, account_deletion},
    migration{3, account_recovery},
    migration{4, message_changes},
    migration{5, uploads},
    migration{6, governance},
    migration{7, alerts},
    migration{8, unsent},
    migration{9, administration},
    migration{10, factors},
    migration{11, forgotten_devices},
    migration{12, upkeep},
    migration{13, leavers},
    migration{14, token_lifetime},
    migration{15, calls},
    migration{16, presence},
    migration{17, client_ids},
    migration{18, display_names},
    migration{19, housekeeping},
    migration{20, upload_ties},
    migration{21, search_terms},
};

core::failure not_ours() {
  return {core::errc::storage_failed,
          "this is the database of another program; choose another data "
          "folder"};
}

core::failure newer(std::int64_t found) {
  return {core::errc::storage_failed,
          "it was written by a newer parley (schema " + std::to_string(found) +
              ", this build knows " + std::to_string(current_version()) +
              "); install that version or restore an older backup"};
}

/// A file without our mark must be empty: we never add tables to a stranger's.
core::result<void> check_owner(connection& db) {
  auto mark = db.query_number("PRAGMA application_id");
  if (!mark) return mark.error();
  if (*mark == application_id) return {};
  auto tables = db.query_number("SELECT count(*) FROM sqlite_schema");
  if (!tables) return tables.error();
  if (*mark != 0 || *tables != 0) return not_ours();
  return {};
}

/// Inside a transaction, so that of two processes starting at once only one
/// applies the step.
core::result<void> apply_within(connection& db, const migration& step) {
  auto version = db.query_number("PRAGMA user_version");
  if (!version) return version.error();
  if (*version >= step.version) return {};
  if (auto ok = db.execute(step.sql); !ok) return ok.error();
  auto mark = "PRAGMA user_version = " + std::to_string(step.version);
  return db.execute(mark.c_str());
}

core::result<void> apply_step(connection& db, const migration& step) {
  if (auto ok = db.execute("BEGIN IMMEDIATE"); !ok) return ok.error();
  auto applied = apply_within(db, step);
  if (applied) applied = db.execute("COMMIT");
  if (!applied && db.in_transaction()) (void)db.execute("ROLLBACK");
  return applied;
}

core::result<std::int64_t> version_of(connection& db) {
  if (auto ok = check_owner(db); !ok) return ok.error();
  auto version = db.query_number("PRAGMA user_version");
  if (version && *version > current_version()) return newer(*version);
  return version;
}

}  // namespace

std::span<const migration> migrations() { return steps; }

std::int64_t current_version() { return steps.back().version; }

core::result<void> migrate(connection& db) {
  auto version = version_of(db);
  if (!version) return version.error();
  for (const auto& step : migrations()) {
    if (step.version <= *version) continue;
    if (auto ok = apply_step(db, step); !ok) return ok.error();
  }
  return {};
}

core::result<bool> is_current(connection& db) {
  auto version = version_of(db);
  if (!version) return version.error();
  return *version == current_version();
}

}  // namespace parley::storage::sqlite
