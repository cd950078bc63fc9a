#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace parley::bench {

/// Processor, cores, memory, kernel and system of this machine.
nlohmann::ordered_json describe_machine();

/// The command line of this process.
std::string own_command_line();

/// The commit of the working copy that this program was built in; empty
/// outside of one.
std::string source_commit();

/// The time as ISO 8601 UTC, to the second.
std::string utc_now();

/// Lets this process open `count` descriptors besides its own few. Throws
/// run_error that says what to change.
void allow_descriptors(unsigned count);

/// Makes short waits end when they should: the default slack is 50 µs.
void sharpen_timers();

}  // namespace parley::bench
