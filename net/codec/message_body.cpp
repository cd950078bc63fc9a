#include "net/codec/message_body.hpp"

#include "core/validation.hpp"

namespace parley::net {

namespace {

// What the room accepts is its own business; these only keep a message's parts
// from being absurd.
constexpr std::size_t longest_content = 1 << 20;
constexpr std::size_t longest_json = 64 << 10;
constexpr std::size_t most_uploads = 20;
constexpr std::uint64_t longest_life = 31'536'000;  // seconds; a year

constexpr json::enum_name<core::message_type> message_types[] = {
    {"text", core::message_type::text},
    {"image", core::message_type::image},
    {"file", core::message_type::file},
    {"system", core::message_type::system},
};

// An attachment with an `id` is an upload; others are the client's own affair.
core::result<std::vector<core::upload_id>> uploads_in(
    const json::object& data) {
  std::vector<core::upload_id> ids;
  for (const auto& each : data["attachments"].items()) {
    auto text = each["id"].as_string();
    if (!text) continue;
    auto id = core::upload_id::parse(*text);
    if (!id) return data.refuse("attachments", "must name uploads by their id");
    ids.push_back(*id);
  }
  if (ids.size() > most_uploads)
    return data.refuse("attachments", "must name at most 20 uploads");
  return ids;
}

}  // namespace

core::result<actors::send_message> read_message_body(const json::object& data) {
  auto content = data.optional_string("content", {longest_content});
  if (!content) return content.error();
  auto type = data.optional_one_of("type", message_types);
  if (!type) return type.error();
  auto reply_to = data.optional_id<core::message_id>("replyTo");
  if (!reply_to) return reply_to.error();
  auto attachments = data.optional_raw("attachments", longest_json);
  if (!attachments) return attachments.error();
  if (*attachments && data["attachments"].kind() != json::kind::array)
    return data.refuse("attachments", "must be an array");
  if (*attachments && data["attachments"].items().empty())
    attachments->reset();  // none, and no excuse for saying nothing
  auto uploads = uploads_in(data);
  if (!uploads) return uploads.error();
  auto metadata = data.optional_raw("metadata", longest_json);
  if (!metadata) return metadata.error();
  if (*metadata && data["metadata"].kind() != json::kind::object)
    return data.refuse("metadata", "must be an object");
  auto client_id =
      data.optional_string("clientId", {core::limits::client_id, 1});
  if (!client_id) return client_id.error();
  auto expires_in = data.optional_unsigned_integer("expiresIn", longest_life);
  if (!expires_in) return expires_in.error();
  if (data["metadata"]["forwardedFrom"].kind() != json::kind::absent)
    return data.refuse("metadata",
                       "must not say forwardedFrom: the server does");
  return actors::send_message{
      std::string{content->value_or("")},
      type->value_or(core::message_type::text),
      reply_to->value_or(core::message_id{}),
      attachments->value_or(""),
      metadata->value_or(""),
      std::string{client_id->value_or("")},
      std::move(*uploads),
      static_cast<std::uint32_t>(expires_in->value_or(0))};
}

}  // namespace parley::net
