#include "config/setting.hpp"

#include <array>
#include <limits>
#include <type_traits>
#include <utility>

#include "config/quantity.hpp"
#include "config/text.hpp"

namespace parley::config {

namespace {

template <class E>
struct choice {
  std::string_view name;
  E value;
};

// The first name of a value is the one that is printed; the others are what
// the ecosystems of the settings' names use for it.
template <class E>
constexpr auto choices = std::array<choice<E>, 0>{};
template <>
constexpr auto choices<environment> = std::to_array<choice<environment>>(
    {{"development", environment::development},
     {"production", environment::production},
     {"test", environment::development}});
template <>
constexpr auto choices<log_format> = std::to_array<choice<log_format>>(
    {{"text", log_format::text}, {"json", log_format::json}});
template <>
constexpr auto choices<storage_engine> = std::to_array<choice<storage_engine>>(
    {{"sqlite", storage_engine::sqlite}, {"memory", storage_engine::memory}});
template <>
constexpr auto choices<sync_mode> = std::to_array<choice<sync_mode>>(
    {{"full", sync_mode::full}, {"normal", sync_mode::normal}});

template <>
constexpr auto choices<socketio_parser> =
    std::to_array<choice<socketio_parser>>(
        {{"default", socketio_parser::standard},
         {"msgpack", socketio_parser::msgpack}});
template <>
constexpr auto choices<socketio_transports> =
    std::to_array<choice<socketio_transports>>(
        {{"all", socketio_transports::all},
         {"polling", socketio_transports::polling},
         {"websocket", socketio_transports::websocket}});

template <>
constexpr auto choices<peerjs_admission> =
    std::to_array<choice<peerjs_admission>>({{"off", peerjs_admission::anybody},
                                             {"token",
                                              peerjs_admission::users}});

template <class T>
constexpr bool is_duration =
    std::is_same_v<T, milliseconds> || std::is_same_v<T, seconds>;

template <class T>
constexpr std::int64_t unit_ms = milliseconds{T{1}}.count();

core::failure refused(std::string why) {
  return {core::errc::invalid_request, std::move(why)};
}

core::failure refused(const setting& row) {
  return refused("must be " + allowed(row));
}

bool within(const safe_range& safe, std::int64_t value) {
  if (value == 0 && !safe.zero.empty()) return true;
  return value >= safe.least && value <= safe.most;
}

std::string_view complaint(const setting& row, std::string_view text) {
  return row.check ? row.check(text) : std::string_view{};
}

core::result<void> read(std::string& to, const setting& row,
                        std::string_view text) {
  if (auto why = complaint(row, text); !why.empty())
    return refused(std::string{why});
  to = text;
  return {};
}

core::result<void> read(std::filesystem::path& to, const setting& row,
                        std::string_view text) {
  if (auto why = complaint(row, text); !why.empty())
    return refused(std::string{why});
  to = text;
  return {};
}

core::result<void> read(std::vector<std::string>& to, const setting& row,
                        std::string_view text) {
  auto parts = split_list(text);
  for (const auto& part : parts)
    if (auto why = complaint(row, part); !why.empty())
      return refused(std::string{why});
  to = std::move(parts);
  return {};
}

core::result<void> read(bool& to, const setting& row, std::string_view text) {
  auto value = parse_switch(text);
  if (!value) return refused(row);
  to = *value;
  return {};
}

template <class T>
requires std::is_integral_v<T> core::result<void> read(T& to,
                                                       const setting& row,
                                                       std::string_view text) {
  auto value = row.unit == "bytes" ? parse_bytes(text) : parse_count(text);
  if (!value || !within(row.safe, *value)) return refused(row);
  to = static_cast<T>(*value);
  return {};
}

template <class T>
requires is_duration<T> core::result<void> read(T& to, const setting& row,
                                                std::string_view text) {
  auto value = parse_duration_ms(text, unit_ms<T>);
  if (!value || *value % unit_ms<T> != 0) return refused(row);
  auto count = *value / unit_ms<T>;
  if (!within(row.safe, count)) return refused(row);
  to = T{count};
  return {};
}

template <class T>
requires std::is_enum_v<T> core::result<void> read(T& to, const setting& row,
                                                   std::string_view text) {
  auto word = lower(text);
  for (const auto& candidate : choices<T>)
    if (candidate.name == word) {
      to = candidate.value;
      return {};
    }
  return refused(row);
}

std::string show(const std::string& value) { return value; }
std::string show(const std::filesystem::path& value) { return value.string(); }
std::string show(const std::vector<std::string>& value) {
  return join(value, ",");
}
std::string show(bool value) { return value ? "true" : "false"; }

template <class T>
requires std::is_integral_v<T> std::string show(T value) {
  return std::to_string(value);
}

template <class T>
requires is_duration<T> std::string show(T value) {
  return std::to_string(value.count());
}

template <class T>
requires std::is_enum_v<T> std::string show(T value) {
  for (const auto& candidate : choices<T>)
    if (candidate.value == value) return std::string{candidate.name};
  return {};
}

template <class T>
std::string allowed_words() {
  std::vector<std::string> names;
  for (const auto& candidate : choices<T>)
    if (show(candidate.value) == candidate.name)
      names.emplace_back(candidate.name);
  return join(names, " or ");
}

std::string allowed_numbers(const setting& row) {
  auto out =
      std::to_string(row.safe.least) + " to " + std::to_string(row.safe.most);
  if (!row.unit.empty()) out.append(" ").append(row.unit);
  if (!row.safe.zero.empty()) out.append(", or 0: ").append(row.safe.zero);
  return out;
}

std::string replaced(std::string text, char from, char to) {
  for (char& c : text)
    if (c == from) c = to;
  return text;
}

}  // namespace

std::string flag_of(std::string_view environment_name) {
  return replaced(lower(environment_name), '_', '-');
}

std::string environment_name_of(std::string_view flag_or_key) {
  return replaced(upper(flag_or_key), '-', '_');
}

std::string key_of(std::string_view environment_name) {
  return lower(environment_name);
}

core::result<void> assign(settings& to, const setting& row,
                          std::string_view text) {
  // Another program that checks our tokens takes the secret as it is written.
  auto meant = row.secret ? text : trimmed(text);
  return std::visit([&](auto field) { return read(to.*field, row, meant); },
                    row.at);
}

std::string print(const settings& from, const setting& row) {
  return std::visit([&](auto field) { return show(from.*field); }, row.at);
}

std::string allowed(const setting& row) {
  return std::visit(
      [&]<class T>(member<T>) -> std::string {
        if constexpr (std::is_enum_v<T>) return allowed_words<T>();
        else if constexpr (std::is_same_v<T, bool>) return "true or false";
        else if constexpr (std::is_integral_v<T> || is_duration<T>)
          return allowed_numbers(row);
        else return {};
      },
      row.at);
}

}  // namespace parley::config
