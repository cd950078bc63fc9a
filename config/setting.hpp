#pragma once

// One row of the settings table: what a setting is called, where it is kept
// and which values are safe. Everything that reads, prints or documents
// settings works from these rows.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/settings.hpp"
#include "core/result.hpp"

namespace parley::config {

/// Which field of `settings` a row fills; its type decides how text is read.
template <class T>
using member = T settings::*;
using field_of_settings =
    std::variant<member<std::string>, member<std::filesystem::path>,
                 member<std::vector<std::string>>, member<bool>,
                 member<std::uint16_t>, member<unsigned>, member<std::size_t>,
                 member<milliseconds>, member<seconds>, member<environment>,
                 member<log_format>, member<storage_engine>, member<sync_mode>,
                 member<socketio_parser>, member<socketio_transports>,
                 member<peerjs_admission>>;

/// Safe values of a number, in the setting's unit. When `zero` is given, 0 is
/// allowed as well and means what `zero` says.
struct safe_range {
  std::int64_t least = 0;
  std::int64_t most = 0;
  std::string_view zero = {};
};

/// Tells why one text (or one entry of a list) is not acceptable; empty: fine.
using text_check = std::string_view (*)(std::string_view);

struct setting {
  std::string_view name;  ///< in the environment; the others derive from it
  std::string_view group;
  field_of_settings at;
  std::string_view doc;  ///< one line for people
  std::string_view unit = {};
  safe_range safe = {};
  std::string_view alias = {};  ///< a second name in the environment
  bool secret = false;          ///< never printed
  text_check check = nullptr;
};

/// Every setting, grouped, in the order of documentation.
std::span<const setting> settings_table();

/// The row with this name or alias; null when there is none.
const setting* find_setting(std::string_view environment_name);

/// JSON_BODY_LIMIT → json-body-limit, and back.
std::string flag_of(std::string_view environment_name);
std::string environment_name_of(std::string_view flag_or_key);

/// JSON_BODY_LIMIT → json_body_limit, the key in parley.toml.
std::string key_of(std::string_view environment_name);

/// Reads `text` into the field of `row`. On failure `to` is unchanged and the
/// detail says what is allowed, without repeating the text.
core::result<void> assign(settings& to, const setting& row,
                          std::string_view text);

/// The value as `assign` would read it, in the setting's unit.
std::string print(const settings& from, const setting& row);

/// What may be written, for people: "1 to 65535 bytes, or 0: off".
std::string allowed(const setting& row);

}  // namespace parley::config
