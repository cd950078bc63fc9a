#include "net/api/asyncapi.hpp"

#include <memory>
#include <vector>

#include "net/api/api.hpp"
#include "net/api/event_schemas.hpp"
#include "net/codec/event_doc.hpp"
#include "net/http/shared_content.hpp"

namespace parley::net::api {

namespace {

constexpr std::string_view about_ws =
    "One event a text frame, as JSON. With the subprotocol parley.msgpack: "
    "the same objects in MessagePack, one a binary frame.";
constexpr std::string_view about_socketio =
    "Socket.IO, main namespace: `event` is the event's name, `data` its first "
    "argument and that of the acknowledgement.";

enum class kind : std::uint8_t { asked, answered, said };

/// A message of the document: the same event may be one in each direction.
struct message {
  std::string key;
  kind what;
  event_doc event;
};

std::vector<message> all_messages() {
  std::vector<message> all;
  for (const auto& event : client_events()) {
    auto key = "client." + std::string{event.name};
    all.push_back({key, kind::asked, event});
    all.push_back({key + ".ack", kind::answered, event});
  }
  for (const auto& event : server_events()) {
    std::string name{event.name.empty() ? "any" : event.name};
    all.push_back({"server." + name, kind::said, event});
  }
  return all;
}

class document {
 public:
  explicit document(std::string& to) : out_(to) {}

  void write(std::string_view version) {
    out_.begin_object()
        .member("asyncapi", "3.0.0")
        .key("info")
        .begin_object()
        .member("title", "parley")
        .member("version", version)
        .member("description", "The events of the sockets, of each dialect.")
        .end_object()
        .member("defaultContentType", "application/json")
        .key("channels")
        .begin_object();
    write_channel("ws", "/ws", about_ws);
    write_channel("socketio", "/socket.io/", about_socketio);
    out_.end_object().key("operations").begin_object();
    for (const auto& each : messages_) write_operation(each);
    out_.end_object()
        .key("components")
        .begin_object()
        .key("messages")
        .begin_object();
    for (const auto& each : messages_) write_message(each);
    out_.end_object()
        .member("schemas", json::raw{event_schemas()})
        .end_object()
        .end_object();
  }

 private:
  void write_channel(std::string_view key, std::string_view address,
                     std::string_view about) {
    out_.key_text(key)
        .begin_object()
        .member("address", address)
        .member("description", about)
        .key("messages")
        .begin_object();
    for (const auto& each : messages_) {
      out_.key_text(each.key);
      write_ref("#/components/messages/", each.key);
    }
    out_.end_object().end_object();
  }

  void write_operation(const message& of) {
    if (of.what == kind::answered) return;
    out_.key_text(of.key)
        .begin_object()
        .member("action", of.what == kind::asked ? "receive" : "send")
        .member("summary", of.event.summary);
    write_place(of.key);
    if (of.what == kind::asked) {
      out_.key("reply").begin_object();
      write_place(of.key + ".ack");
      out_.end_object();
    }
    out_.end_object();
  }

  void write_place(std::string_view key) {
    out_.key("channel");
    write_ref("#/channels/", "ws");
    out_.key("messages").begin_array();
    write_ref("#/channels/ws/messages/", key);
    out_.end_array();
  }

  void write_message(const message& of) {
    bool answers = of.what == kind::answered;
    out_.key_text(of.key).begin_object();
    if (!of.event.name.empty()) out_.member("name", of.event.name);
    out_.member("summary", answers ? "The answer" : of.event.summary)
        .key("payload")
        .begin_object()
        .member("type", "object")
        .key("required")
        .begin_array()
        .value(answers ? "ack" : "event")
        .value("data")
        .end_array()
        .key("properties")
        .begin_object();
    if (answers) write_answer(of.event);
    else write_event(of);
    out_.end_object().end_object().end_object();
  }

  void write_answer(const event_doc& to) {
    out_.key("ack");
    write_schema("AckId");
    out_.key("data").begin_object().key("anyOf").begin_array();
    write_schema(to.ack);
    write_schema("Failure");
    out_.end_array().end_object();
  }

  void write_event(const message& of) {
    out_.key("event").begin_object();
    if (of.event.name.empty()) out_.member("type", "string");
    else out_.member("const", of.event.name);
    out_.end_object().key("data");
    write_schema(of.event.data);
    if (of.what != kind::asked) return;
    out_.key("id");
    write_schema("AckId");
  }

  void write_schema(std::string_view name) {
    write_ref("#/components/schemas/", name);
  }
  void write_ref(std::string_view where, std::string_view name) {
    out_.begin_object()
        .member("$ref", std::string{where}.append(name))
        .end_object();
  }

  const std::vector<message> messages_ = all_messages();
  json::writer out_;
};

answer show(std::shared_ptr<const std::string> text) {
  auto made =
      http::shared_content("application/json; charset=utf-8", *text, text);
  co_return made;
}

}  // namespace

std::string asyncapi_document(std::string_view version) {
  std::string text;
  document{text}.write(version);
  return text;
}

void add_asyncapi_route(http::router& to, const context& with) {
  auto text =
      std::make_shared<const std::string>(asyncapi_document(with.version));
  to.add(
      http::verb::get, "/asyncapi.json",
      [text](request&) { return show(text); }, http::uncounted);
}

}  // namespace parley::net::api
