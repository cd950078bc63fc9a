#include "bench/tester/dialects/dialect.hpp"

#include <charconv>

#include "bench/tester/run_error.hpp"

namespace parley::bench {

std::unique_ptr<dialect> make_dialect(dialect_kind kind) {
  switch (kind) {
    case dialect_kind::parley:
      return make_parley_dialect();
    case dialect_kind::plain:
      return make_plain_dialect();
    case dialect_kind::socketio:
      return make_socketio_dialect();
    case dialect_kind::nchan:
      return make_nchan_dialect();
  }
  throw run_error("unknown dialect");
}

void dialect::post(const seat&, const outgoing&, std::string&) const {
  throw run_error("this dialect has no durable messages");
}

void append_body(std::string& out, const outgoing& message) {
  char digits[24];
  auto append_number = [&](auto value) {
    auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    out.append(digits, end);
  };
  out += "\"t\":";
  append_number(message.stamp_us);
  out += ",\"n\":";
  append_number(message.number);
  out += ",\"p\":\"";
  out += message.padding;
  out += '"';
}

}  // namespace parley::bench
