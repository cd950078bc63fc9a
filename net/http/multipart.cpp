#include "net/http/multipart.hpp"

#include <algorithm>
#include <optional>

#include "net/http/header_map.hpp"
#include "net/http/trim.hpp"

namespace parley::net::http {

namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::string_view header_end = "\r\n\r\n";
constexpr std::size_t longest_boundary = 70;  // RFC 2046
constexpr std::size_t longest_padding = 64;

core::failure bad_form(std::string_view what) {
  return {core::errc::invalid_request, "the form " + std::string{what}};
}

// Cuts `text` at the first `sign` outside quotes.
std::string_view cut(std::string_view& text, char sign) {
  bool quoted = false;
  std::size_t at = 0;
  for (; at < text.size() && (quoted || text[at] != sign); ++at) {
    if (text[at] == '"') quoted = !quoted;
    else if (quoted && text[at] == '\\') ++at;
  }
  at = std::min(at, text.size());
  auto piece = text.substr(0, at);
  text.remove_prefix(std::min(at + 1, text.size()));
  return piece;
}

// A token, or what stands between quotes. Browsers write a quote as %22, other
// clients with a backslash; old ones send a whole path with backslashes.
std::string unquoted(std::string_view value) {
  if (value.size() < 2 || value.front() != '"' || value.back() != '"')
    return std::string{value};
  value = value.substr(1, value.size() - 2);
  std::string text;
  for (std::size_t i = 0; i < value.size(); ++i) {
    bool escape = value[i] == '\\' && i + 1 < value.size() &&
                  (value[i + 1] == '"' || value[i + 1] == '\\');
    if (value.substr(i).starts_with("%22")) {
      text += '"';
      i += 2;
    } else {
      text += value[escape ? ++i : i];
    }
  }
  return text;
}

// `type; name=value; …`: calls `visit(name, value)` for each parameter.
template <class Visitor>
std::string_view for_each_parameter(std::string_view field, Visitor visit) {
  auto type = trim(cut(field, ';'));
  while (!field.empty()) {
    auto pair = cut(field, ';');
    auto name = trim(cut(pair, '='));
    visit(name, unquoted(trim(pair)));
  }
  return type;
}

std::optional<multipart_part> part_of(std::string_view disposition) {
  multipart_part part;
  bool named = false;
  auto type = for_each_parameter(
      disposition, [&](std::string_view name, std::string value) {
        if (iequals(name, "name") && !named) {
          part.name = std::move(value);
          named = true;
        } else if (iequals(name, "filename") && !part.is_file) {
          part.file_name = std::move(value);
          part.is_file = true;
        }
      });
  if (!named || !iequals(type, "form-data")) return std::nullopt;
  return part;
}

bool is_boundary(std::string_view text) {
  auto allowed = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z') ||
           std::string_view{"'()+_,-./:=? "}.find(c) != std::string_view::npos;
  };
  return !text.empty() && text.size() <= longest_boundary &&
         text.back() != ' ' && std::all_of(text.begin(), text.end(), allowed);
}

}  // namespace

core::result<std::string> boundary_of(std::string_view content_type) {
  std::string boundary;
  auto type = for_each_parameter(
      content_type, [&](std::string_view name, std::string value) {
        if (iequals(name, "boundary") && boundary.empty())
          boundary = std::move(value);
      });
  if (!iequals(type, "multipart/form-data"))
    return core::failure{core::errc::unsupported_media,
                         "The Content-Type must be multipart/form-data"};
  if (!is_boundary(boundary)) return bad_form("has no usable boundary");
  return boundary;
}

multipart_reader::multipart_reader(std::string_view boundary)
    : multipart_reader(boundary, limits{}) {}

// The first delimiter may stand at the very beginning: as if after a line.
multipart_reader::multipart_reader(std::string_view boundary, limits within)
    : limits_(within),
      delimiter_("\r\n--" + std::string{boundary}),
      bytes_(line_end) {}

void multipart_reader::append(std::string_view bytes) {
  bytes_.erase(0, at_);
  at_ = 0;
  data_ = {};
  if (place_ != place::after) bytes_ += bytes;
}

core::result<multipart_reader::event> multipart_reader::next() {
  switch (place_) {
    case place::preamble:
      return skip_preamble();
    case place::delimiter:
      return read_delimiter();
    case place::header:
      return read_header();
    case place::body:
      return read_body();
    case place::after:
      break;
  }
  return event::end;
}

core::result<multipart_reader::event> multipart_reader::skip_preamble() {
  auto found = rest().find(delimiter_);
  if (found == std::string_view::npos) {
    // The end may be the beginning of a delimiter.
    at_ += held() - std::min(held(), delimiter_.size() - 1);
    return event::need_more;
  }
  at_ += found + delimiter_.size();
  place_ = place::delimiter;
  return read_delimiter();
}

// "--" ends the form; a line break, after blanks, begins a part. The break is
// left there: it ends the header of a part that has none.
core::result<multipart_reader::event> multipart_reader::read_delimiter() {
  if (held() < 2) return event::need_more;
  if (rest().starts_with("--")) {
    place_ = place::after;
    at_ = bytes_.size();
    return event::end;
  }
  auto blanks = rest().find_first_not_of(" \t");
  if (blanks == std::string_view::npos) blanks = held();
  if (blanks > longest_padding) return bad_form("is malformed");
  auto line = rest().substr(blanks);
  if (line.size() < 2 && line_end.starts_with(line)) return event::need_more;
  if (!line.starts_with(line_end)) return bad_form("is malformed");
  if (++parts_ > limits_.parts) return bad_form("has too many parts");
  at_ += blanks;
  place_ = place::header;
  return read_header();
}

core::result<multipart_reader::event> multipart_reader::read_header() {
  auto end = rest().find(header_end);
  if (std::min(end, held()) > limits_.header)
    return core::failure{core::errc::header_too_large,
                         "the header of a part of the form is too large"};
  if (end == std::string_view::npos) return event::need_more;
  auto lines = rest().substr(line_end.size(), end);
  at_ += end + header_end.size();
  std::optional<multipart_part> found;
  while (!lines.empty()) {
    auto line = lines.substr(0, lines.find(line_end));
    lines.remove_prefix(std::min(line.size() + line_end.size(), lines.size()));
    if (line.empty()) continue;
    auto colon = line.find(':');
    if (colon == line.npos) return bad_form("is malformed");
    if (!iequals(line.substr(0, colon), "Content-Disposition")) continue;
    if (found) return bad_form("names a part twice");
    found = part_of(line.substr(colon + 1));
    if (!found) return bad_form("has a part without a name");
  }
  if (!found) return bad_form("has a part without a name");
  part_ = std::move(*found);
  place_ = place::body;
  return event::part;
}

multipart_reader::event multipart_reader::read_body() {
  auto found = rest().find(delimiter_);
  if (found == 0) {
    at_ += delimiter_.size();
    place_ = place::delimiter;
    return event::part_end;
  }
  auto certain = found;
  if (found == std::string_view::npos)
    certain = held() - std::min(held(), delimiter_.size() - 1);
  if (certain == 0) return event::need_more;
  data_ = rest().substr(0, certain);
  at_ += certain;
  return event::data;
}

}  // namespace parley::net::http
