#include "net/api/governance_bodies.hpp"

#include "core/validation.hpp"
#include "net/api/upload_links.hpp"

namespace parley::net::api {

namespace {

constexpr std::size_t most_icon = 2048;
constexpr std::size_t most_reason = 512;

std::optional<std::string> kept(std::optional<std::string_view> text) {
  if (!text) return std::nullopt;
  return std::string{*text};
}

// An icon is shown by browsers: nothing that they would run.
bool is_picture_address(std::string_view text) {
  return text.empty() || text.starts_with("https://") ||
         text.starts_with("http://") ||
         (text.starts_with("/") && !text.starts_with("//"));
}

/// An upload by its id or by any link to it becomes the link that lasts.
std::string icon_address(std::string_view text) {
  constexpr std::string_view folder = "/uploads/";
  auto name = text.substr(0, text.find('?'));
  if (name.starts_with(folder)) name.remove_prefix(folder.size());
  if (auto id = core::upload_id::parse(name)) return upload_links::plain(*id);
  return std::string{text};
}

}  // namespace

core::result<place_texts> read_texts(const json::object& body,
                                     std::string_view about) {
  auto name = body.optional_string("name", {core::limits::room_name, 1});
  if (!name) return name.error();
  auto text = body.optional_string(about, {core::limits::topic});
  if (!text) return text.error();
  auto icon = body.optional_string("icon", {most_icon});
  if (!icon) return icon.error();
  std::optional<std::string> shown;
  if (*icon) shown = icon_address(**icon);
  if (shown && !is_picture_address(*shown))
    return body.refuse("icon",
                       "must be an upload, an http(s) address or a path");
  return place_texts{kept(*name), kept(*text), std::move(shown)};
}

core::result<core::member_role> read_role(const request& from,
                                          const context& with) {
  auto body = read_body(from, with);
  if (!body) return body.error();
  return body->one_of("role", member_roles);
}

core::result<sentence> read_sentence(const request& from, const context& with) {
  auto body = read_body(from, with);
  if (!body) return body.error();
  auto reason = body->optional_string("reason", {most_reason});
  if (!reason) return reason.error();
  auto until = read_time_ahead(*body, "until");
  if (!until) return until.error();
  return sentence{std::string{reason->value_or("")}, *until};
}

}  // namespace parley::net::api
