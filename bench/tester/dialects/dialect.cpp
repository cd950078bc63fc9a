#include "bench/tester/dialects/dialect.hpp"

#include <charconv>

#include "bench/tester/run_error.hpp"

namespace parley::bench {

namespace {

bool is_socketio(dialect_kind kind) {
  return kind == dialect_kind::socketio ||
         kind == dialect_kind::parley_socketio;
}

}  // namespace

std::unique_ptr<dialect> make_dialect(dialect_kind kind, transport over) {
  if (over == transport::polling && !is_socketio(kind))
    throw run_error("this dialect has no long-polling");
  switch (kind) {
    case dialect_kind::parley:
      return make_parley_dialect();
    case dialect_kind::parley_socketio:
      return make_parley_socketio_dialect(over);
    case dialect_kind::plain:
      return make_plain_dialect();
    case dialect_kind::socketio:
      return make_socketio_dialect(over);
    case dialect_kind::nchan:
      return make_nchan_dialect();
  }
  throw run_error("unknown dialect");
}

void dialect::post(const seat&, const outgoing&, std::string&) const {
  throw run_error("this dialect has no durable messages");
}

namespace {

run_error no_presence() {
  return run_error("this dialect has neither presence nor typing");
}

}  // namespace

void dialect::type(const seat&, std::string&) const { throw no_presence(); }

void dialect::look(const std::vector<std::string>&, std::string&) const {
  throw no_presence();
}

void dialect::be_away(bool, std::string&) const { throw no_presence(); }

void dialect::say_of_call(std::string_view, std::string_view, std::uint32_t,
                          std::string&) const {
  throw run_error("this dialect has no calls");
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

void append_broadcast(std::string& out, std::string_view room,
                      const outgoing& message) {
  out.append(R"({"channelId":")").append(room);
  out.append(R"(","event":"bench","data":{)");
  append_body(out, message);
  out += "}}";
}

// The number travels inside the content, where JSON would escape quotes: `n=`
// marks it instead of `"n":`.
void append_durable(std::string& out, std::string_view room,
                    const outgoing& message) {
  auto number = std::to_string(message.number);
  out.append(R"({"channelId":")").append(room);
  out.append(R"(","content":"n=)").append(number).append(" ");
  out.append(message.padding).append(R"(","clientId":")");
  out.append(message.run_id).append("-").append(number).append(R"("})");
}

}  // namespace parley::bench
