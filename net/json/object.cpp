#include "net/json/object.hpp"

#include <charconv>

namespace parley::net::json {

namespace {

bool fits(std::string_view text, length l) {
  return text.size() >= l.min && text.size() <= l.max;
}

std::string describe(length l) {
  if (l.min == 0) return "of at most " + std::to_string(l.max) + " bytes";
  return "of " + std::to_string(l.min) + " to " + std::to_string(l.max) +
         " bytes";
}

// The optional form of a reading function.
template <class T, class Read>
core::result<std::optional<T>> if_present(bool present, Read read) {
  if (!present) return std::optional<T>{};
  core::result<T> found = read();
  if (!found) return std::move(found).error();
  return std::optional<T>{*std::move(found)};
}

}  // namespace

bool object::has(std::string_view key) const {
  auto kind = at_[key].kind();
  return kind != kind::absent && kind != kind::null;
}

core::result<std::string_view> object::string(std::string_view key,
                                              length l) const {
  auto text = at_[key].as_string();
  if (text && fits(*text, l)) return *text;
  return refuse(key, "must be a string " + describe(l));
}

core::result<std::optional<std::string_view>> object::optional_string(
    std::string_view key, length l) const {
  return if_present<std::string_view>(has(key), [&] { return string(key, l); });
}

core::result<std::uint64_t> object::unsigned_integer(std::string_view key,
                                                     std::uint64_t max) const {
  auto number = at_[key].as_unsigned();
  if (number && *number <= max) return *number;
  return refuse(key, "must be an integer from 0 to " + std::to_string(max));
}

core::result<std::optional<std::uint64_t>> object::optional_unsigned_integer(
    std::string_view key, std::uint64_t max) const {
  return if_present<std::uint64_t>(has(key),
                                   [&] { return unsigned_integer(key, max); });
}

core::result<bool> object::boolean(std::string_view key) const {
  if (auto flag = at_[key].as_boolean()) return *flag;
  return refuse(key, "must be true or false");
}

core::result<std::optional<bool>> object::optional_boolean(
    std::string_view key) const {
  return if_present<bool>(has(key), [&] { return boolean(key); });
}

core::result<std::vector<std::string_view>> object::strings(
    std::string_view key, list_limits l) const {
  std::vector<std::string_view> out;
  if (!has(key)) return out;
  auto list = at_[key];
  bool good = list.kind() == kind::array && list.size() <= l.max_items;
  if (good) {
    for (const auto& item : list.items()) {
      auto text = item.as_string();
      good = good && text && fits(*text, l.item);
      if (!good) break;
      out.push_back(*text);
    }
  }
  if (good) return out;
  return refuse(key, "must be a list of at most " +
                         std::to_string(l.max_items) + " strings " +
                         describe(l.item));
}

core::result<object> object::child(std::string_view key) const {
  auto found = at_[key];
  if (found.kind() == kind::object) return object{found};
  return refuse(key, "must be an object");
}

core::result<std::optional<object>> object::optional_child(
    std::string_view key) const {
  return if_present<object>(has(key), [&] { return child(key); });
}

core::result<std::string> object::raw(std::string_view key,
                                      std::size_t max) const {
  auto found = at_[key];
  if (found.absent()) return refuse(key, "is missing");
  auto text = found.text();
  if (text.size() <= max) return text;
  return refuse(key,
                "must be JSON of at most " + std::to_string(max) + " bytes");
}

core::result<std::optional<std::string>> object::optional_raw(
    std::string_view key, std::size_t max) const {
  return if_present<std::string>(has(key), [&] { return raw(key, max); });
}

core::result<core::uuid> object::uuid(std::string_view key) const {
  if (auto text = at_[key].as_string())
    if (auto id = core::parse_uuid(*text)) return *id;
  return refuse(key, "must be an id");
}

core::result<std::vector<core::uuid>> object::uuids(
    std::string_view key, std::size_t max_items) const {
  auto texts = strings(key, {max_items, {36, 36}});
  std::vector<core::uuid> out;
  if (texts) {
    for (auto text : *texts)
      if (auto id = core::parse_uuid(text)) out.push_back(*id);
    if (out.size() == texts->size()) return out;
  }
  return refuse(
      key, "must be a list of at most " + std::to_string(max_items) + " ids");
}

core::failure object::not_one_of(
    std::string_view key, std::span<const std::string_view> names) const {
  std::string must = "must be one of";
  for (auto n : names) {
    must += n == names.front() ? " " : ", ";
    must += n;
  }
  return refuse(key, must);
}

core::failure object::refuse(std::string_view key,
                             std::string_view must) const {
  auto path = at_.path();
  if (!path.empty()) path += '.';
  path.append(key);
  return core::failure{core::flaw{std::move(path), std::string{must}}};
}

}  // namespace parley::net::json
