#include "net/json/msgpack.hpp"

#include <simdjson.h>

#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

namespace parley::net::json {

namespace {

using document = nlohmann::json;

/// Writes JSON while the library reads. The library recurses: it stops where
/// this says that it is deep enough. All other flaws it passes over, so that a
/// request's id is found behind them.
class transcriber final : public nlohmann::json_sax<document> {
 public:
  transcriber(msgpack_reading& into, const msgpack_bytes_writer& write_bytes)
      : into_(into), write_bytes_(write_bytes), out_(into.text) {}

  bool null() override { return put(raw{"null"}); }
  bool boolean(bool flag) override { return put(flag); }
  bool number_integer(std::int64_t number) override { return put(number); }

  bool number_unsigned(std::uint64_t number) override { return put(number); }

  // As JSON.stringify does.
  bool number_float(double number, const std::string&) override {
    return std::isfinite(number) ? put(number) : null();
  }

  // JavaScript's libraries write half a surrogate pair like any other unit.
  bool string(std::string& text) override {
    if (simdjson::validate_utf8(text)) return put(std::string_view{text});
    auto mended =
        document(text).dump(-1, ' ', false, document::error_handler_t::replace);
    return put(raw{mended});
  }

  bool binary(document::binary_t& bytes) override {
    msgpack_bytes found{
        {reinterpret_cast<const char*>(bytes.data()), bytes.size()}, {}};
    if (bytes.has_subtype()) found.ext = bytes.subtype() & 0xff;
    if (write_bytes_ && write_bytes_(out_, found)) return true;
    return replace("bin and ext types are not understood");
  }

  bool start_object(std::size_t) override {
    out_.begin_object();
    return enter();
  }

  bool key(std::string& name) override {
    if (!simdjson::validate_utf8(name)) note("a name is not UTF-8");
    out_.key_text(name);
    if (!names_.back().insert(std::move(name)).second)
      note("a map has a name twice");
    return true;
  }

  bool end_object() override {
    out_.end_object();
    names_.pop_back();
    return true;
  }

  bool start_array(std::size_t) override {
    out_.begin_array();
    return enter();
  }

  bool end_array() override {
    out_.end_array();
    names_.pop_back();
    return true;
  }

  bool parse_error(std::size_t, const std::string&,
                   const nlohmann::detail::exception&) override {
    note("not one MessagePack value");
    return false;
  }

 private:
  // What is hostile cannot make a tree slow, as it could a hash table.
  using name_set = std::set<std::string, std::less<>>;

  template <class T>
  bool put(const T& value) {
    out_.value(value);
    return true;
  }

  bool replace(const char* why) {
    note(why);
    return null();
  }

  bool enter() {
    names_.emplace_back();
    if (names_.size() <= max_msgpack_depth) return true;
    note("nested deeper than 64");
    return false;
  }

  void note(const char* why) {
    if (!into_.flaw)
      into_.flaw = core::failure{core::errc::invalid_request, why};
  }

  msgpack_reading& into_;
  const msgpack_bytes_writer& write_bytes_;
  writer out_;
  std::vector<name_set> names_;  ///< of what is open; empty for arrays
};

}  // namespace

msgpack_reading read_msgpack(std::string_view bytes,
                             const msgpack_bytes_writer& write_bytes) {
  msgpack_reading got;
  transcriber to{got, write_bytes};
  if (!document::sax_parse(bytes.begin(), bytes.end(), &to,
                           document::input_format_t::msgpack))
    got.text.clear();
  return got;
}

void append_msgpack(std::string& out, std::string_view text) {
  document::to_msgpack(document::parse(text), out);
}

}  // namespace parley::net::json
