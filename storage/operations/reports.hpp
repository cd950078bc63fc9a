#pragma once

// What can be asked of a store about reports of users. See operations.hpp for
// what all operations share.

#include <cstdint>
#include <optional>
#include <string>

#include "core/report.hpp"
#include "storage/operations/common.hpp"

namespace parley::storage {

// -- writes -------------------------------------------------------------------

/// Beyond these a reporter's further one is refused with `conflict`.
inline constexpr std::size_t max_open_reports = 100;

struct filed_report {
  core::report value;
  bool created = false;  ///< false: the reporter's open one about this
};

/// Files a report. A reporter has one open report about a thing: another one
/// changes nothing and answers the first. State, decision and uploads are
/// ignored: those that a reported message names are kept while the report is.
struct file_report {
  using reply = filed_report;
  core::report value;
};

/// Decides an open report; conflict when somebody else was first.
struct decide_report {
  using reply = core::report;
  core::report_id id;
  core::report_state state = core::report_state::resolved;
  core::user_id by;
  std::string note;
  core::timestamp at{};
};

// -- reads --------------------------------------------------------------------

struct find_report {
  using reply = core::report;  ///< or not_found
  core::report_id id;
};

/// Open ones oldest first, as they are worked off; decided ones newest first.
struct list_reports {
  using reply = page<core::report>;
  core::report_state state = core::report_state::open;
  std::string cursor{};
  std::uint32_t limit = 50;
};

}  // namespace parley::storage
