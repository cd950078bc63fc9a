#include "bench/tester/dialects/call_speech.hpp"

#include <charconv>

namespace parley::bench {

namespace {

constexpr std::string_view event_start = R"({"event":")";
constexpr std::string_view ack_start = R"({"ack":)";
constexpr std::string_view place_start = R"("signal":{"i":)";
constexpr std::size_t longest_ack_head = 64;

struct known_event {
  std::string_view name;
  call_word what;
};

constexpr known_event known_events[] = {
    {"call_incoming", call_word::incoming},
    {"call_ringing", call_word::ringing},
    {"call_accepted", call_word::accepted},
    {"call_signal", call_word::signal},
    {"call_rejected", call_word::over},
    {"call_busy", call_word::over},
    {"call_missed", call_word::over},
    {"call_ended", call_word::over},
};

/// What stands behind `key`; empty if that is not there.
std::string_view behind(std::string_view text, std::string_view key) {
  auto at = text.find(key);
  return at == std::string_view::npos ? std::string_view{}
                                      : text.substr(at + key.size());
}

/// The same up to the next quote.
std::string_view text_behind(std::string_view text, std::string_view key) {
  auto rest = behind(text, key);
  return rest.substr(0, rest.find('"'));
}

std::uint32_t number_behind(std::string_view text, std::string_view key) {
  auto rest = behind(text, key);
  auto value = no_number;
  auto outcome = std::from_chars(rest.data(), rest.data() + rest.size(), value);
  return outcome.ec == std::errc{} ? value : no_number;
}

std::string_view id_in(std::string_view text) {
  return text_behind(text, R"("callId":")");
}

std::string_view code_in(std::string_view text) {
  auto code = text_behind(text, R"("code":")");
  return code.empty() ? "no_code" : code;
}

std::optional<call_news> read_error(std::string_view text) {
  if (text.find(R"("event":"call_signal")") == std::string_view::npos)
    return std::nullopt;
  return call_news{call_word::refused, {}, 0, code_in(text)};
}

std::optional<call_news> read_event(std::string_view text) {
  const auto name = text_behind(text, event_start);
  if (name == "error") return read_error(text);
  for (const auto& each : known_events) {
    if (each.name != name) continue;
    call_news news{each.what, id_in(text), 0, {}};
    if (each.what == call_word::signal)
      news.number = number_behind(text, place_start);
    if (each.what == call_word::over) {
      news.why = text_behind(text, R"("reason":")");
      if (news.why.empty()) news.why = name;
    }
    return news;
  }
  return std::nullopt;
}

call_news read_ack(std::string_view text) {
  call_news news{call_word::done, {}, number_behind(text, ack_start), {}};
  const auto head = text.substr(0, longest_ack_head);
  if (head.find(R"("data":{"ok":false)") == std::string_view::npos) {
    news.call = id_in(text);
    return news;
  }
  news.what = call_word::refused;
  news.why = code_in(text);
  return news;
}

}  // namespace

std::optional<call_news> read_call_news(std::string_view text) {
  if (text.starts_with(event_start)) return read_event(text);
  if (text.starts_with(ack_start)) return read_ack(text);
  return std::nullopt;
}

std::string invite_data(std::string_view user) {
  std::string data = R"({"to":")";
  data.append(user).append(R"(","media":"audio"})");
  return data;
}

std::string call_data(std::string_view call) {
  std::string data = R"({"callId":")";
  data.append(call).append(R"("})");
  return data;
}

// The place stands first, where it is found whatever the padding says.
std::string signal_data(std::string_view call, std::uint32_t place,
                        std::size_t bytes) {
  std::string signal = R"({"i":)" + std::to_string(place) + R"(,"p":")";
  constexpr std::string_view end = R"("})";
  if (signal.size() + end.size() < bytes)
    signal.resize(bytes - end.size(), 'x');
  signal.append(end);
  std::string data = R"({"callId":")";
  data.append(call).append(R"(","signal":)").append(signal).append("}");
  return data;
}

}  // namespace parley::bench
