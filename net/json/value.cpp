#include "net/json/value.hpp"

#include <array>
#include <unordered_set>

#include "net/json/document_access.hpp"
#include "net/json/object.hpp"
#include "net/json/writer.hpp"

namespace parley::net::json {

namespace {

namespace dom = simdjson::dom;

// Up to here every double is exactly one integer.
constexpr double exact_integers = 9007199254740992.0;

dom::element element_of(const value& v) { return document_access::get(v); }

// By value: what `value_unsafe` of a temporary refers to dies with it, also in
// the head of a range-based for.
dom::array array_of(dom::element e) { return e.get_array().value_unsafe(); }
dom::object object_of(dom::element e) { return e.get_object().value_unsafe(); }

// What was seen of an object's names. Few names are compared one by one; many
// are hashed, so that no document costs the square of its size.
class name_set {
 public:
  /// False: it was there already.
  bool insert(std::string_view name) {
    if (!many_.empty()) return many_.insert(name).second;
    for (std::size_t i = 0; i < count_; ++i)
      if (few_[i] == name) return false;
    if (count_ < few_.size()) {
      few_[count_++] = name;
      return true;
    }
    many_.insert(few_.begin(), few_.end());
    return many_.insert(name).second;
  }

 private:
  std::array<std::string_view, 16> few_;
  std::size_t count_ = 0;
  std::unordered_set<std::string_view> many_;
};

// Recursion is bounded by parser::max_depth.
void append(std::string& out, dom::element e);

void append_array(std::string& out, dom::array array) {
  out += '[';
  bool first = true;
  for (auto e : array) {
    if (!first) out += ',';
    first = false;
    append(out, e);
  }
  out += ']';
}

void append_object(std::string& out, dom::object object) {
  name_set seen;
  out += '{';
  bool first = true;
  for (auto [key, e] : object) {
    if (!seen.insert(key)) continue;
    if (!first) out += ',';
    first = false;
    append_string(out, key);
    out += ':';
    append(out, e);
  }
  out += '}';
}

void append(std::string& out, dom::element e) {
  using enum dom::element_type;
  switch (e.type()) {
    case ARRAY:
      return append_array(out, array_of(e));
    case OBJECT:
      return append_object(out, object_of(e));
    case INT64:
      return append_number(out, e.get_int64().value_unsafe());
    case UINT64:
      return append_number(out, e.get_uint64().value_unsafe());
    case DOUBLE:
      return append_number(out, e.get_double().value_unsafe());
    case STRING:
      return append_string(out, e.get_string().value_unsafe());
    case BOOL:
      out += e.get_bool().value_unsafe() ? "true" : "false";
      return;
    case NULL_VALUE:
      out += "null";
      return;
  }
}

// One step from `from` towards the place `target` on the tape: the last
// member or element that begins there or before. Appends its name.
dom::element step_towards(dom::element from, std::size_t target,
                          std::string& path) {
  auto starts_before = [target](dom::element e) {
    return document_access::position(document_access::wrap(e)) <= target;
  };
  dom::element best = from;
  if (from.is_array()) {
    std::size_t count = 0;
    for (auto e : array_of(from)) {
      if (!starts_before(e)) break;
      best = e;
      ++count;
    }
    path += '[' + std::to_string(count - 1) + ']';
    return best;
  }
  std::string_view name;
  for (auto [key, e] : object_of(from)) {
    if (!starts_before(e)) break;
    best = e;
    name = key;
  }
  if (!path.empty()) path += '.';
  path += name;
  return best;
}

}  // namespace

json::kind value::kind() const {
  if (absent()) return kind::absent;
  using enum dom::element_type;
  switch (element_of(*this).type()) {
    case ARRAY:
      return kind::array;
    case OBJECT:
      return kind::object;
    case STRING:
      return kind::string;
    case BOOL:
      return kind::boolean;
    case NULL_VALUE:
      return kind::null;
    default:
      return kind::number;
  }
}

core::result<json::object> value::as_object() const {
  if (kind() == kind::object) return json::object{*this};
  if (absent()) return core::failure{core::errc::invalid_request};
  auto where = path();
  return core::failure{
      core::errc::invalid_request,
      (where.empty() ? "the document" : where) + " must be an object"};
}

std::optional<std::string_view> value::as_string() const {
  std::string_view text;
  if (absent() || element_of(*this).get(text)) return std::nullopt;
  return text;
}

std::optional<std::uint64_t> value::as_unsigned() const {
  if (absent()) return std::nullopt;
  std::uint64_t number;
  if (!element_of(*this).get_uint64().get(number)) return number;
  double real;
  if (!element_of(*this).is_double() || element_of(*this).get(real))
    return std::nullopt;
  if (!(real >= 0 && real <= exact_integers)) return std::nullopt;
  number = static_cast<std::uint64_t>(real);
  if (static_cast<double>(number) != real) return std::nullopt;
  return number;
}

std::optional<bool> value::as_boolean() const {
  bool flag;
  if (absent() || element_of(*this).get(flag)) return std::nullopt;
  return flag;
}

std::size_t value::size() const {
  if (kind() == kind::array) return array_of(element_of(*this)).size();
  if (kind() == kind::object) return object_of(element_of(*this)).size();
  return 0;
}

value value::at(std::size_t position) const {
  if (kind() != kind::array) return {};
  dom::element found;
  if (array_of(element_of(*this)).at(position).get(found)) return {};
  return document_access::wrap(found);
}

std::vector<value> value::items() const {
  std::vector<value> out;
  if (kind() != kind::array) return out;
  for (auto e : array_of(element_of(*this)))
    out.push_back(document_access::wrap(e));
  return out;
}

value value::operator[](std::string_view key) const {
  dom::object object;
  dom::element found;
  if (absent() || element_of(*this).get(object)) return {};
  if (object.at_key(key).get(found)) return {};
  return document_access::wrap(found);
}

void value::append_to(std::string& out) const {
  if (!absent()) append(out, element_of(*this));
}

std::string value::text() const {
  std::string out;
  append_to(out);
  return out;
}

std::string value::path() const {
  std::string out;
  if (absent()) return out;
  auto place = document_access::root(*this);
  while (place.index_ != index_)
    place = document_access::wrap(step_towards(element_of(place), index_, out));
  return out;
}

}  // namespace parley::net::json
