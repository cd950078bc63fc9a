#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/json/object.hpp"

namespace parley::net::json {

/// What a document must look like, made once of a JSON Schema, to be held
/// against many documents. Knows of draft 7: `type`, `required`, `properties`,
/// `enum`, lengths, `minimum`, `maximum`, `items`, `maxItems`, the format
/// `uuid`, and references; what else a schema says is for people and for other
/// programs. As in `object`, lengths are bytes, a member that is null is
/// absent, and unknown members do not matter.
class shape {
 public:
  /// Of `schemas[name]`, which may refer to others by
  /// `#/components/schemas/<name>`. Throws `std::logic_error` for a reference
  /// to nothing: a mistake in the program.
  static std::shared_ptr<const shape> of(const nlohmann::ordered_json& schemas,
                                         const std::string& name);

  /// `invalid_request` with the sentences of `object`, and all the flaws that
  /// there are, up to twenty.
  core::result<void> check(const object& document) const;

 private:
  enum class kind : std::uint8_t {
    anything,
    text,
    id,
    number,
    boolean,
    list,
    object
  };
  struct member;
  using flaws = std::vector<core::flaw>;

  static shape read(const nlohmann::ordered_json& schema,
                    const nlohmann::ordered_json& schemas);
  void check(value at, flaws& found) const;
  void check_members(const object& of, flaws& found) const;
  void check_items(value of, flaws& found) const;
  bool fits(value at) const;
  bool fits_text(value at) const;
  std::string must() const;

  kind kind_ = kind::anything;
  std::uint64_t least_ = 0;  ///< of bytes, or of a number
  std::uint64_t most_ = UINT64_MAX;
  std::vector<std::string> names_;  ///< of an enumeration
  std::vector<member> members_;
  std::vector<shape> items_;  ///< of a list: one, or none
};

struct shape::member {
  std::string name;
  bool required = false;
  shape value;
};

}  // namespace parley::net::json
