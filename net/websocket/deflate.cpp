#include "net/websocket/deflate.hpp"

#include <utility>

namespace parley::net::websocket {

namespace {

constexpr std::string_view extension = "permessage-deflate";
constexpr std::string_view our_takeover = "server_no_context_takeover";
constexpr std::string_view client_takeover = "client_no_context_takeover";
constexpr std::string_view our_window = "server_max_window_bits";
constexpr std::string_view client_window = "client_max_window_bits";

// zlib's narrowest window for data without a header around it.
constexpr int least_window_bits = 9;

bool is_token(char c) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || marks.find(c) != marks.npos;
}

// Reads a list of extensions (RFC 6455 §9.1) from its front. Blanks may stand
// between all elements.
class extension_reader {
 public:
  explicit extension_reader(std::string_view text) : rest_(text) {}

  bool take(char wanted) {
    skip_blanks();
    if (!rest_.starts_with(wanted)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool at_end() {
    skip_blanks();
    return rest_.empty();
  }

  /// Empty: there is none.
  std::string_view token() {
    skip_blanks();
    std::size_t size = 0;
    while (size < rest_.size() && is_token(rest_[size])) ++size;
    auto found = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return found;
  }

  /// A token, in quotes or not; empty: there is none.
  std::string value() {
    if (!take('"')) return std::string{token()};
    std::string found;
    while (!rest_.starts_with('"')) {
      if (rest_.starts_with('\\')) rest_.remove_prefix(1);
      if (rest_.empty() || !is_token(rest_.front())) return {};
      found += rest_.front();
      rest_.remove_prefix(1);
    }
    rest_.remove_prefix(1);
    return found;
  }

 private:
  void skip_blanks() {
    auto size = rest_.find_first_not_of(" \t");
    rest_.remove_prefix(size == rest_.npos ? rest_.size() : size);
  }

  std::string_view rest_;
};

// "8" to "15"; 0: it is nothing of that kind.
int window_bits_of(std::string_view text) {
  if (text == "8" || text == "9") return text[0] - '0';
  bool tens = text.size() == 2 && text[0] == '1';
  return tens && text[1] >= '0' && text[1] <= '5' ? 10 + text[1] - '0' : 0;
}

struct offer {
  bool valid = true;
  bool no_context_for_us = false;
  bool no_context_for_client = false;
  bool client_limits_itself = false;
  int window_bits = 0;  // of ours; 0: not a word about it

  // Every parameter may come once, and what we do not know is no offer of
  // ours (RFC 7692 §7).
  bool add(std::string_view name, const std::optional<std::string>& value) {
    if (name == our_takeover)
      return !value && !std::exchange(no_context_for_us, true);
    if (name == client_takeover)
      return !value && !std::exchange(no_context_for_client, true);
    if (name == client_window)
      return !std::exchange(client_limits_itself, true) &&
             (!value || window_bits_of(*value) != 0);
    if (name != our_window || !value || window_bits != 0) return false;
    window_bits = window_bits_of(*value);
    return window_bits != 0;
  }
};

// The parameters of one extension, up to the comma or the end. False: what
// stands there is no parameter.
bool read_parameters(extension_reader& from, offer& to) {
  while (from.take(';')) {
    auto name = from.token();
    if (name.empty()) return false;
    std::optional<std::string> value;
    if (from.take('=')) {
      value = from.value();
      if (value->empty()) return false;
    }
    if (!to.add(name, value)) to.valid = false;
  }
  return true;
}

std::optional<deflate_terms> accept(const offer& wish,
                                    const deflate_policy& policy) {
  if (!wish.valid) return std::nullopt;
  deflate_terms terms;
  terms.context_takeover =
      policy.context_takeover && !wish.no_context_for_client;
  if (wish.window_bits == 0) return terms;
  if (wish.window_bits < least_window_bits) return std::nullopt;
  terms.window_bits = static_cast<std::uint8_t>(wish.window_bits);
  terms.window_asked = true;
  return terms;
}

}  // namespace

std::optional<deflate_terms> agree_deflate(std::string_view extensions,
                                           const deflate_policy& policy) {
  if (!policy.enabled) return std::nullopt;
  extension_reader from{extensions};
  while (!from.at_end()) {
    if (from.take(',')) continue;
    auto name = from.token();
    offer wish;
    if (name.empty() || !read_parameters(from, wish)) break;
    if (!from.take(',') && !from.at_end()) break;
    if (name != extension) continue;
    if (auto terms = accept(wish, policy)) return terms;
  }
  return std::nullopt;
}

std::string answer_of(const deflate_terms& agreed) {
  std::string out{extension};
  auto add = [&](std::string_view parameter) {
    out.append("; ").append(parameter);
  };
  add(our_takeover);
  if (!agreed.context_takeover) add(client_takeover);
  if (agreed.window_asked) {
    add(our_window);
    out.append("=").append(std::to_string(agreed.window_bits));
  }
  return out;
}

}  // namespace parley::net::websocket
