#include "net/http/response.hpp"

#include <nlohmann/json.hpp>

#include "net/http/body_stream.hpp"
#include "net/http/request.hpp"

namespace parley::net::http {

std::uint64_t response::size() const {
  return source ? source->size() : body.size();
}

response response::json(int status, std::string text) {
  return content("application/json; charset=utf-8", std::move(text), status);
}

response response::content(std::string_view type, std::string body,
                           int status) {
  response answer;
  answer.status = status;
  answer.body = std::move(body);
  answer.headers.add("Content-Type", type);
  return answer;
}

response response::no_content() {
  response answer;
  answer.status = 204;
  return answer;
}

response error(const core::failure& why, std::string_view request_id) {
  const auto& info = core::describe(why.code);
  nlohmann::ordered_json body{{"message", why.message()},
                              {"code", info.code},
                              {"requestId", request_id}};
  for (const auto& [path, must] : why.flaws)
    body["details"].push_back({{"path", path}, {"message", must}});
  using nlohmann::ordered_json;
  // A detail may quote the client, who may have sent anything.
  auto text = body.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  auto answer = response::json(info.http_status, std::move(text));
  answer.failed = why.code;
  if (why.retry_after_ms > 0) {
    auto seconds = (why.retry_after_ms + 999) / 1000;
    answer.headers.add("Retry-After", std::to_string(seconds));
  }
  return answer;
}

response error(const core::failure& why, const request& to) {
  return error(why, to.id);
}

}  // namespace parley::net::http
