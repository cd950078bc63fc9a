#include "config/dotenv.hpp"

#include <algorithm>
#include <optional>

#include "config/text.hpp"

namespace parley::config {

namespace {

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
}

bool is_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_name_character);
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    switch (char c = text[++i]) {
      case 'n':
        out += '\n';
        break;
      case 'r':
        out += '\r';
        break;
      case 't':
        out += '\t';
        break;
      case '"':
      case '\\':
        out += c;
        break;
      default:
        out.append({'\\', c});
    }
  }
  return out;
}

// The position of the quote that ends a text starting at `from`.
std::size_t closing_quote(std::string_view text, std::size_t from, char quote) {
  for (auto i = from; i < text.size(); ++i) {
    if (quote == '"' && text[i] == '\\') ++i;
    else if (text[i] == quote) return i;
  }
  return std::string_view::npos;
}

std::string_view without_comment(std::string_view value) {
  for (std::size_t i = 0; i < value.size(); ++i) {
    bool starts_word = i == 0 || value[i - 1] == ' ' || value[i - 1] == '\t';
    if (value[i] == '#' && starts_word) return trimmed(value.substr(0, i));
  }
  return trimmed(value);
}

class parser {
 public:
  explicit parser(std::string_view text) : rest_(text) {}

  dotenv run() {
    while (!rest_.empty()) {
      auto line = line_;
      auto entry = next();
      if (entry) found_.entries.push_back(std::move(*entry));
      if (bad_) found_.bad_lines.push_back(line);
      bad_ = false;
    }
    return std::move(found_);
  }

 private:
  std::string_view take(std::size_t count) {
    auto taken = rest_.substr(0, count);
    rest_.remove_prefix(std::min(count, rest_.size()));
    line_ += static_cast<std::size_t>(std::ranges::count(taken, '\n'));
    return taken;
  }

  std::string_view take_line() {
    auto end = rest_.find('\n');
    return take(end == std::string_view::npos ? rest_.size() : end + 1);
  }

  std::optional<dotenv_entry> next() {
    auto line = rest_.substr(0, rest_.find('\n'));
    auto text = trimmed(line);
    if (text.empty() || text.starts_with('#')) {
      take_line();
      return std::nullopt;
    }
    auto equals = line.find('=');
    auto name = trimmed(line.substr(0, equals));
    if (name.starts_with("export ")) name = trimmed(name.substr(7));
    if (equals == std::string_view::npos || !is_name(name)) {
      bad_ = true;
      take_line();
      return std::nullopt;
    }
    dotenv_entry entry{std::string{name}, {}, line_};
    take(equals + 1);
    entry.value = take_value();
    return entry;
  }

  std::string take_value() {
    auto start = rest_.find_first_not_of(" \t");
    char quote = start == std::string_view::npos ? '\0' : rest_[start];
    if (quote == '"' || quote == '\'' || quote == '`') {
      auto end = closing_quote(rest_, start + 1, quote);
      if (end != std::string_view::npos) {
        auto inner = take(end + 1).substr(start + 1, end - start - 1);
        bad_ = !without_comment(take_line()).empty();
        return quote == '"' ? unescaped(inner) : std::string{inner};
      }
    }
    return std::string{without_comment(take_line())};
  }

  std::string_view rest_;
  std::size_t line_ = 1;
  bool bad_ = false;
  dotenv found_;
};

}  // namespace

dotenv parse_dotenv(std::string_view text) { return parser{text}.run(); }

}  // namespace parley::config
