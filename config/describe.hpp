#pragma once

// The settings table as text for people.

#include <string>

#include "config/load.hpp"

namespace parley::config {

/// One line for each setting: name, value in force, where it came from.
/// Secrets show only whether they are set.
std::string describe(const loaded& from);

/// Every flag with its meaning, unit, range, default and environment name.
std::string help_text();

/// The text of `.env.example`: every setting with its default, commented out.
std::string dotenv_example();

}  // namespace parley::config
