#pragma once

// The log: one line for each sentence "subject verb object" with its ids and
// counts as fields. Never message bodies, passwords or tokens.

#include <atomic>
#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <string_view>

#include "config/log_field.hpp"
#include "config/settings.hpp"

namespace parley::config {

enum class log_level : std::uint8_t { trace, debug, info, warn, error, off };

struct logging_options {
  log_level level = log_level::info;
  log_format format = log_format::text;
  std::string_view logger = "parley";  ///< the field that names the program
  std::ostream* to = nullptr;          ///< null: standard error
};

/// LOG_LEVEL and LOG_FORMAT as options. An unknown level counts as info:
/// `load` has refused it before.
logging_options logging_of(const settings& from);

/// Call once, before threads start: until then nothing is logged. A second
/// call replaces the first, with no other thread logging meanwhile.
void start_logging(const logging_options& options);

namespace detail {
inline std::atomic<log_level> least_level{log_level::off};
void write_log(log_level level, std::string_view sentence,
               std::span<const log_field> fields);
}  // namespace detail

/// Whether a line of this level is written: ask before preparing costly fields.
inline bool logs(log_level level) {
  return level >= detail::least_level.load(std::memory_order_relaxed);
}

/// Writes one line, complete when this returns; thread safe. Control
/// characters and broken UTF-8 are escaped, so that no text from outside can
/// look like a line of ours.
inline void log(log_level level, std::string_view sentence,
                std::initializer_list<log_field> fields = {}) {
  if (logs(level))
    detail::write_log(level, sentence, {fields.begin(), fields.size()});
}

}  // namespace parley::config
