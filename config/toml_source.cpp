#include <toml++/toml.h>

#include <optional>

#include "config/setting.hpp"
#include "config/sources.hpp"
#include "config/text.hpp"

namespace parley::config {

namespace {

std::optional<std::string> scalar_text(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer())
    return std::to_string(number->get());
  if (const auto* value = node.as_boolean())
    return value->get() ? "true" : "false";
  return std::nullopt;
}

// A list of scalars becomes the text that a flag would carry.
std::optional<std::string> text_of(const toml::node& node) {
  const auto* list = node.as_array();
  if (!list) return scalar_text(node);
  std::vector<std::string> parts;
  for (const auto& element : *list) {
    auto part = scalar_text(element);
    if (!part) return std::nullopt;
    parts.push_back(std::move(*part));
  }
  return join(parts, ",");
}

std::string suggestion(std::string_view key) {
  std::vector<std::string> known;
  for (const auto& row : settings_table()) known.push_back(key_of(row.name));
  auto name = environment_name_of(key);
  const auto* row = find_setting(name);
  auto meant = row ? key_of(row->name) : std::string{nearest(key, known)};
  return meant.empty() ? "" : ": did you mean " + meant + "?";
}

const setting* row_of(std::string_view key) {
  for (const auto& row : settings_table())
    if (key_of(row.name) == key) return &row;
  return nullptr;
}

}  // namespace

source read_toml(std::string_view text, std::string_view file) {
  source out;
  toml::table parsed;
  try {
    parsed = toml::parse(text);
  } catch (const toml::parse_error& error) {
    out.problems.push_back(std::string{file} + " line " +
                           std::to_string(error.source().begin.line) + ": " +
                           std::string{error.description()});
    return out;
  }
  for (const auto& [key, node] : parsed) {
    auto origin =
        std::string{file} + " line " + std::to_string(node.source().begin.line);
    const auto* row = row_of(key.str());
    auto value = text_of(node);
    if (!row)
      out.problems.push_back(origin + ": " + std::string{key.str()} +
                             " is not a setting" + suggestion(key.str()));
    else if (!value)
      out.problems.push_back(origin + ": " + std::string{key.str()} +
                             " must be a text, a whole number, true or false, "
                             "or a list of them");
    else out.candidates[row->name] = {std::move(*value), origin};
  }
  return out;
}

}  // namespace parley::config
