#include "config/logging.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <memory>
#include <string>

namespace parley::config {

namespace {

struct log_output {
  std::shared_ptr<spdlog::logger> logger;
  bool json = false;
};

// The one piece of global state: everything may log, from any thread.
log_output& output() {
  static log_output value;
  return value;
}

spdlog::level::level_enum to_spdlog(log_level level) {
  switch (level) {
    case log_level::trace:
      return spdlog::level::trace;
    case log_level::debug:
      return spdlog::level::debug;
    case log_level::info:
      return spdlog::level::info;
    case log_level::warn:
      return spdlog::level::warn;
    case log_level::error:
      return spdlog::level::err;
    case log_level::off:
      break;
  }
  return spdlog::level::off;
}

std::shared_ptr<spdlog::sinks::sink> make_sink(std::ostream* to) {
  if (to) return std::make_shared<spdlog::sinks::ostream_sink_mt>(*to);
  return std::make_shared<spdlog::sinks::stderr_sink_mt>();
}

constexpr auto text_pattern = "%Y-%m-%dT%H:%M:%S.%eZ %l %n: %v";
constexpr auto json_pattern =
    R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","logger":"%n",%v})";

}  // namespace

logging_options logging_of(const settings& from) {
  logging_options out;
  out.format = from.log_as;
  constexpr std::string_view names[] = {"trace", "debug", "info",
                                        "warn",  "error", "off"};
  for (std::size_t i = 0; i < std::size(names); ++i)
    if (names[i] == from.log_level) out.level = static_cast<log_level>(i);
  return out;
}

void start_logging(const logging_options& options) {
  bool json = options.format == log_format::json;
  auto logger = std::make_shared<spdlog::logger>(std::string{options.logger},
                                                 make_sink(options.to));
  logger->set_pattern(json ? json_pattern : text_pattern,
                      spdlog::pattern_time_type::utc);
  logger->set_level(spdlog::level::trace);  // `logs` has decided already
  logger->flush_on(spdlog::level::trace);   // a crash must not eat its reason
  output() = {std::move(logger), json};
  detail::least_level = options.level;
}

void detail::write_log(log_level level, std::string_view sentence,
                       std::span<const log_field> fields) {
  auto& [logger, json] = output();
  if (!logger) return;
  std::string line;
  line.reserve(256);
  if (json) append_json_members(line, sentence, fields);
  else append_text_line(line, sentence, fields);
  logger->log(to_spdlog(level), spdlog::string_view_t{line});
}

}  // namespace parley::config
