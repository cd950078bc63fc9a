#include "config/load.hpp"

#include <fstream>
#include <optional>
#include <span>
#include <sstream>

#include "config/setting.hpp"
#include "config/sources.hpp"
#include "config/text.hpp"

namespace parley::config {

namespace {

namespace fs = std::filesystem;

void append(std::vector<std::string>& to,
            const std::vector<std::string>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

// The text of a file; a problem when it is there (or must be) but unreadable.
std::optional<std::string> text_of_file(const fs::path& file, bool must_exist,
                                        std::vector<std::string>& problems) {
  std::error_code ignored;
  if (!must_exist && !fs::exists(file, ignored)) return std::nullopt;
  std::ifstream in{file, std::ios::binary};
  std::ostringstream text;
  if (in && !fs::is_directory(file, ignored)) text << in.rdbuf();
  if (in && text) return text.str();
  problems.push_back("cannot read " + file.string());
  return std::nullopt;
}

std::string wrong_value(const setting& row, const candidate& given,
                        const core::failure& why) {
  auto value = row.secret ? std::string{} : " = '" + given.text + "'";
  return std::string{row.name} + value + " (" + given.origin +
         "): " + why.detail;
}

class loader {
 public:
  // `sources` come in the order of precedence, strongest first.
  void apply(std::span<const source> sources) {
    for (const auto& from : sources) {
      append(problems_, from.problems);
      append(out_.warnings, from.warnings);
    }
    for (const auto& row : settings_table()) apply(row, sources);
  }

  void check_together() {
    const auto& s = out_.values;
    require(s.content_limit < s.max_message_bytes,
            "MESSAGE_CONTENT_LIMIT must be below WS_MAX_MESSAGE, or no "
            "client could send such a message");
    require(s.content_limit < s.json_body_limit,
            "MESSAGE_CONTENT_LIMIT must be below JSON_BODY_LIMIT, or no "
            "client could send such a message");
    require(s.content_limit < s.outbox_budget,
            "MESSAGE_CONTENT_LIMIT must be below OUTBOX_BUDGET, or no "
            "client could receive such a message");
    require(s.message_rate == 0 || s.message_burst >= s.message_rate,
            "MESSAGE_RATE_BURST must be at least MESSAGE_RATE_LIMIT_MAX");
    require(s.refresh_token_ttl >= s.access_token_ttl,
            "REFRESH_TOKEN_TTL_S must be at least ACCESS_TOKEN_TTL_S");
    require((s.jwt_jwks_file.empty() && s.jwt_jwks_url.empty()) ||
                !s.jwt_key_file.empty(),
            "JWT_JWKS_FILE and JWT_JWKS_URL need JWT_KEY_FILE, the key that "
            "signs");
    require(out_.values.smtp_url.empty() || !out_.values.mail_from.empty(),
            "SMTP_URL needs MAIL_FROM, the sender of its mails");
    require(s.turn_urls.empty() || !s.turn_secret.empty(),
            "TURN_URLS needs TURN_SECRET, which these servers know as well");
  }

  core::result<loaded> finish() {
    if (problems_.empty()) return std::move(out_);
    return core::failure{core::errc::invalid_request, join(problems_, "\n")};
  }

  loaded out_;
  std::vector<std::string> problems_;

 private:
  void apply(const setting& row, std::span<const source> sources) {
    auto& origin = out_.origins[std::string{row.name}];
    origin = "default";
    for (const auto& from : sources) {
      auto found = from.candidates.find(row.name);
      if (found == from.candidates.end()) continue;
      origin = found->second.origin;
      auto done = assign(out_.values, row, found->second.text);
      if (!done)
        problems_.push_back(wrong_value(row, found->second, done.error()));
      return;
    }
  }

  void require(bool holds, std::string_view rule) {
    if (!holds) problems_.emplace_back(rule);
  }
};

source read_toml_file(const flags& given, const fs::path& directory,
                      std::vector<std::string>& problems) {
  auto file = directory / given.config_file.value_or("parley.toml");
  auto text = text_of_file(file, given.config_file.has_value(), problems);
  if (!text) return {};
  return read_toml(*text, given.config_file.value_or("parley.toml").string());
}

}  // namespace

core::result<loaded> load(const std::vector<std::string>& arguments,
                          const environment_map& environment,
                          const std::filesystem::path& directory,
                          const command_shape& shape) {
  loader work;
  auto given = read_flags(arguments, shape);
  auto dotenv = text_of_file(directory / ".env", false, work.problems_);
  const source sources[] = {std::move(given.found),
                            read_environment(environment),
                            read_dotenv(dotenv.value_or("")),
                            read_toml_file(given, directory, work.problems_)};
  work.apply(sources);
  work.check_together();
  work.out_.own = std::move(given.own);
  work.out_.operands = std::move(given.operands);
  return work.finish();
}

}  // namespace parley::config
