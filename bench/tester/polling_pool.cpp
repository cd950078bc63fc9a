#include "bench/tester/polling_pool.hpp"

#include <utility>

#include "bench/tester/polling_payload.hpp"

namespace parley::bench {

void polling_pool::open(connection& c, std::string_view target,
                        std::uint32_t source) {
  if (!c.polling) c.polling = &sessions_.emplace_back(c);
  auto& session = *c.polling;
  session.target = target;
  session.source = source;
  session.opened = session.leaving = false;
  c.started_ns = now_ns();
  send_get(session);
}

void polling_pool::leave(connection& c) {
  append_packet(c.out, "1");
  c.polling->leaving = true;
  touch(c);
}

void polling_pool::touch(connection& c) {
  if (c.queued) return;
  c.queued = true;
  talkative_.push_back(&c);
}

void polling_pool::before_flush() {
  for (auto* c : talkative_) {
    c->queued = false;
    if (!c->polling->post.awaiting && !c->out.empty()) send_post(*c->polling);
  }
  talkative_.clear();
}

void polling_pool::send_get(polling_session& of) {
  auto& to = of.poll;
  to.out.append("GET ").append(of.target).append(" HTTP/1.1\r\nHost: ");
  to.out.append(host_header()).append("\r\n\r\n");
  to.awaiting = true;
  if (to.fd < 0) connect(to, of.source);
  queue(to);
}

void polling_pool::send_post(polling_session& of) {
  auto& to = of.post;
  auto body = std::exchange(of.client.out, {});
  to.out.append("POST ").append(of.target).append(" HTTP/1.1\r\nHost: ");
  to.out.append(host_header());
  to.out.append("\r\nContent-Type: text/plain;charset=UTF-8");
  to.out.append("\r\nContent-Length: ").append(std::to_string(body.size()));
  to.out.append("\r\n\r\n").append(body);
  to.awaiting = true;
  if (to.fd < 0) connect(to, of.source);
  queue(to);
}

std::size_t polling_pool::on_bytes(stream& s, std::string_view data) {
  auto& from = static_cast<http_stream&>(s);
  const char* at = data.data();
  const char* end = at + data.size();
  http_answer answer;
  while (s.fd >= 0 && at != end) {
    auto outcome = next_answer(at, end, answer);
    if (outcome == parsed::incomplete) break;
    if (outcome == parsed::complete && std::exchange(from.awaiting, false)) {
      on_answer(from, answer);
      continue;
    }
    fail(from.session, "an HTTP answer that makes no sense here");
  }
  return static_cast<std::size_t>(at - data.data());
}

void polling_pool::on_answer(http_stream& s, const http_answer& answer) {
  auto& session = s.session;
  // A session that was left may refuse a GET that crossed the goodbye.
  bool crossed = session.leaving && &s == &session.poll;
  if (answer.status != 200 && !crossed)
    return fail(session, std::string{answer.status_line} + ' ' +
                             std::string{answer.body.substr(0, 200)});
  if (&s == &session.poll && answer.status == 200)
    on_payload(session, answer.body);
  else if (!session.client.out.empty()) touch(session.client);
  if (session.leaving) end_when_left(session);
}

void polling_pool::on_payload(polling_session& of, std::string_view payload) {
  while (!payload.empty()) {
    auto packet = take_packet(payload);
    count_frame();
    if (!of.opened && !take_open(of, packet))
      return fail(of, "not a handshake: " + std::string{packet.substr(0, 200)});
    if (packet == "1") return fail(of, "closed by the server");
    sink().on_text(of.client, packet);
  }
  if (!of.leaving) send_get(of);
}

bool polling_pool::take_open(polling_session& of, std::string_view packet) {
  constexpr std::string_view key = R"("sid":")";
  auto at = packet.find(key);
  if (!packet.starts_with('0') || at == std::string_view::npos) return false;
  auto sid = packet.substr(at + key.size());
  of.target.append("&sid=").append(sid.substr(0, sid.find('"')));
  of.opened = true;
  sink().on_upgraded(of.client);
  return true;
}

void polling_pool::end_when_left(polling_session& of) {
  if (of.poll.awaiting || of.post.awaiting || !of.client.out.empty()) return;
  fail(of, "left");
}

void polling_pool::on_lost(stream& s, const std::string& why) {
  auto& from = static_cast<http_stream&>(s);
  // A server may close what is idle; the next POST connects again.
  if (from.awaiting) fail(from.session, why);
}

void polling_pool::fail(polling_session& of, const std::string& why) {
  for (auto* s : {&of.poll, &of.post}) {
    close(*s);
    s->awaiting = false;
  }
  of.leaving = of.client.ready = false;
  of.client.out.clear();
  sink().on_closed(of.client, why);
}

}  // namespace parley::bench
