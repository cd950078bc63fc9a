#include <algorithm>

#include "config/quantity.hpp"
#include "config/setting.hpp"
#include "config/sources.hpp"
#include "config/text.hpp"

namespace parley::config {

namespace {

bool is_switch(const setting& row) {
  return std::holds_alternative<member<bool>>(row.at);
}

class flag_reader {
 public:
  flag_reader(const std::vector<std::string>& arguments,
              const command_shape& shape)
      : arguments_(arguments), shape_(shape) {}

  flags run() {
    while (at_ < arguments_.size()) {
      const auto& argument = arguments_[at_++];
      if (argument.starts_with("--") && argument.size() > 2)
        read(std::string_view{argument}.substr(2));
      else add_operand(argument);
    }
    return std::move(out_);
  }

 private:
  void read(std::string_view flag) {
    auto equals = flag.find('=');
    inline_value_.reset();
    if (equals != std::string_view::npos)
      inline_value_ = std::string{flag.substr(equals + 1)};
    flag = flag.substr(0, equals);
    if (read_own(flag) || read_setting(flag)) return;
    problem("--" + std::string{flag} + " is not a flag" + suggestion(flag));
    if (!inline_value_ && next_is_value()) ++at_;  // most likely belongs to it
  }

  bool read_own(std::string_view flag) {
    if (flag == "config") {
      if (auto file = value(flag)) out_.config_file = *file;
      return true;
    }
    if (std::ranges::find(shape_.switches, flag) != shape_.switches.end()) {
      out_.own[std::string{flag}] = "true";
      return true;
    }
    if (std::ranges::find(shape_.options, flag) == shape_.options.end())
      return false;
    if (auto text = value(flag)) out_.own[std::string{flag}] = *text;
    return true;
  }

  bool read_setting(std::string_view flag) {
    if (const auto* row = row_of(flag)) {
      auto text = is_switch(*row) ? switch_value() : value(flag);
      if (text) set(*row, flag, *text);
      return true;
    }
    if (!flag.starts_with("no-") || inline_value_) return false;
    const auto* row = row_of(flag.substr(3));
    if (!row || !is_switch(*row)) return false;
    set(*row, flag, "false");
    return true;
  }

  // Aliases belong to the environment: one thing has one flag.
  const setting* row_of(std::string_view flag) const {
    for (const auto& row : settings_table())
      if (flag_of(row.name) == flag) return &row;
    return nullptr;
  }

  bool next_is_value() const {
    return at_ < arguments_.size() && !arguments_[at_].starts_with("--");
  }

  std::optional<std::string> value(std::string_view flag) {
    if (inline_value_) return inline_value_;
    if (next_is_value()) return arguments_[at_++];
    problem("--" + std::string{flag} + " needs a value");
    return std::nullopt;
  }

  std::optional<std::string> switch_value() {
    if (inline_value_) return inline_value_;
    if (at_ < arguments_.size() && parse_switch(arguments_[at_]))
      return arguments_[at_++];
    return "true";
  }

  void set(const setting& row, std::string_view flag, std::string text) {
    out_.found.candidates[row.name] = {std::move(text),
                                       "flag --" + std::string{flag}};
  }

  void add_operand(const std::string& argument) {
    out_.operands.push_back(argument);
    if (out_.operands.size() > shape_.operands)
      problem("'" + argument + "' is one argument too many");
  }

  std::string suggestion(std::string_view flag) const {
    if (const auto* row = find_setting(environment_name_of(flag)))
      return ": did you mean --" + flag_of(row->name) + "?";
    std::vector<std::string> known{"config"};
    for (const auto& row : settings_table()) known.push_back(flag_of(row.name));
    for (const auto& name : shape_.options) known.push_back(name);
    for (const auto& name : shape_.switches) known.push_back(name);
    auto best = nearest(flag, known);
    if (best.empty()) return "; --help lists them";
    return ": did you mean --" + std::string{best} + "?";
  }

  void problem(std::string text) {
    out_.found.problems.push_back(std::move(text));
  }

  const std::vector<std::string>& arguments_;
  const command_shape& shape_;
  std::size_t at_ = 0;
  std::optional<std::string> inline_value_;
  flags out_;
};

}  // namespace

flags read_flags(const std::vector<std::string>& arguments,
                 const command_shape& shape) {
  return flag_reader{arguments, shape}.run();
}

}  // namespace parley::config
