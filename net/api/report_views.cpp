#include "net/api/report_views.hpp"

#include "net/api/upload_links.hpp"
#include "net/codec/message_json.hpp"
#include "net/codec/room_json.hpp"

namespace parley::net::api {

namespace {

template <class E, std::size_t N>
std::string_view word_in(const json::enum_name<E> (&names)[N], E value) {
  for (const auto& each : names)
    if (each.value == value) return each.text;
  return {};
}

void write_members(json::writer& out, const core::report& report) {
  out.member("id", report.id)
      .member("type", word_for(report.target.kind))
      .member("targetId", report.target.id)
      .member("reason", word_in(report_reasons, report.reason))
      .member("note", report.note)
      .member("state", word_in(report_states, report.state))
      .member("createdAt", report.at);
}

void append_card_or_null(json::writer& out, const core::user_card& who) {
  if (who.id) append_card(out, who);
  else out.null();
}

/// Read with the token of whoever sees the report.
void write_evidence(json::writer& out, const core::upload& what) {
  auto url = upload_links::plain(what.id);
  out.begin_object()
      .member("id", what.id)
      .member("name", what.name)
      .member("type", what.type)
      .member("size", what.bytes)
      .member("url", url);
  if (what.thumbnail_bytes > 0) out.member("thumbnailUrl", url + "/thumbnail");
  out.end_object();
}

}  // namespace

std::string_view word_for(core::subject_kind kind) {
  switch (kind) {
    case core::subject_kind::user:
      return "user";
    case core::subject_kind::group:
      return "group";
    case core::subject_kind::channel:
      return "channel";
    case core::subject_kind::message:
      return "message";
    case core::subject_kind::report:
      return "report";
    case core::subject_kind::none:
      break;
  }
  return "none";
}

void write_own_report(json::writer& out, const core::report& report) {
  out.begin_object();
  write_members(out, report);
  out.end_object();
}

void write_report(json::writer& out, const core::report& report) {
  out.begin_object();
  write_members(out, report);
  out.key("reporter");
  append_card(out, report.reporter);
  out.key("author");
  append_card_or_null(out, report.author);
  out.key("channelId");
  write_id_or_null(out, report.room);
  out.member("content", report.content).key("attachments").begin_array();
  for (const auto& each : report.uploads) write_evidence(out, each);
  out.end_array().key("decidedBy");
  append_card_or_null(out, report.decided_by);
  append_time_or_null(out, "decidedAt", report.decided_at);
  out.member("decision", report.decision).end_object();
}

}  // namespace parley::net::api
