#include "net/http/decide.hpp"

#include "net/http/form.hpp"
#include "net/http/media_type.hpp"

namespace parley::net::http {

namespace {

decision answer_with(response answer) {
  decision made;
  made.answer = std::move(answer);
  return made;
}

response with_allow(response answer, const verb_set& allowed) {
  answer.headers.set("Allow", allowed.allow());
  return answer;
}

// The answer when no route has both this path and this method.
response without_route(const request& head, const verb_set& allowed) {
  if (allowed.empty()) return error(core::errc::not_found, head);
  if (head.method == verb::options)
    return with_allow(response::no_content(), allowed);
  return with_allow(error(core::errc::method_not_allowed, head), allowed);
}

std::optional<core::failure> refuse_body(const request& head,
                                         announced_body body,
                                         const decision& made) {
  if (!body.present) return std::nullopt;
  if (body.length > made.body_limit) return core::errc::payload_too_large;
  auto encoding = head.header("Content-Encoding");
  if (!encoding.empty() && !iequals(encoding, "identity"))
    return core::failure{core::errc::unsupported_media,
                         "Encoded bodies are not supported"};
  if (made.target->options.body == body_kind::json &&
      media_type_of(head.header("Content-Type")) == media_type::other)
    return core::failure{core::errc::unsupported_media,
                         "The Content-Type must be application/json"};
  return std::nullopt;
}

}  // namespace

decision decide(request& head, announced_body body,
                const server_context& context) {
  if (cors_policy::is_preflight(head))
    return answer_with(response::no_content());
  if (head.path == "*" && head.method == verb::options)
    return answer_with(response::no_content());
  auto segments = split_path(head.path);
  if (!segments) return answer_with(error(segments.error(), head));

  auto match = context.routes.find(head.method, *segments);
  if (match.found) {
    head.params = std::move(match.params);
    head.route = match.found->pattern;
    head.shape = match.found->options.shape.get();
  }
  if (context.gate)
    if (auto stopped = context.gate(head, match.found))
      return answer_with(*stopped);
  if (!match.found) return answer_with(without_route(head, match.allowed));

  decision made;
  made.target = match.found;
  auto own_limit = match.found->options.body_limit;
  made.body_limit = own_limit != 0 ? own_limit : context.limits.body;
  if (auto refused = refuse_body(head, body, made))
    made.answer = error(*refused, head);
  if (made.answer && made.target->options.bare_refusals)
    made.answer->body.clear();
  return made;
}

core::result<void> prepare_body(request& complete, const route& target) {
  if (target.options.body != body_kind::json || complete.body.empty())
    return {};
  auto type = media_type_of(complete.header("Content-Type"));
  if (type != media_type::form) return {};
  auto json = form_to_json(complete.body);
  if (!json) return json.error();
  complete.body = std::move(*json);
  return {};
}

}  // namespace parley::net::http
