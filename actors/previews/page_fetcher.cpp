#include "actors/previews/page_fetcher.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>

#include "actors/curl_handle.hpp"
#include "core/public_address.hpp"

namespace parley::actors {

namespace {

using core::errc;
using core::failure;

constexpr long page_connect_seconds = 3;
constexpr long page_seconds = 6;
constexpr long most_redirects = 4;
constexpr std::size_t most_bytes = 256 << 10;

/// What one fetch has come to.
struct visit {
  const std::vector<std::string>& also_allowed;
  std::string body;
  bool refused = false;  ///< an address that is not public
};

std::string address_text(const curl_sockaddr& at) {
  char text[INET6_ADDRSTRLEN] = "";
  std::uint16_t port = 0;
  if (at.family == AF_INET) {
    sockaddr_in in{};
    std::memcpy(&in, &at.addr, sizeof in);
    inet_ntop(AF_INET, &in.sin_addr, text, sizeof text);
    port = ntohs(in.sin_port);
  } else if (at.family == AF_INET6) {
    sockaddr_in6 in{};
    std::memcpy(&in, &at.addr, std::min<std::size_t>(sizeof in, at.addrlen));
    inet_ntop(AF_INET6, &in.sin6_addr, text, sizeof text);
    port = ntohs(in.sin6_port);
  }
  return std::string{text} + ':' + std::to_string(port);
}

bool may_connect(const curl_sockaddr& at, const visit& by) {
  auto where = address_text(at);
  if (std::ranges::find(by.also_allowed, where) != by.also_allowed.end())
    return true;
  const bool web = where.ends_with(":80") || where.ends_with(":443");
  return web && core::is_public_address(at.addr);
}

// The last moment before a connection: names are addresses by now.
curl_socket_t open_socket(void* by, curlsocktype, curl_sockaddr* at) {
  auto& fetch = *static_cast<visit*>(by);
  if (!may_connect(*at, fetch)) {
    fetch.refused = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(at->family, at->socktype | SOCK_CLOEXEC, at->protocol);
}

// More than enough for a head; a short write ends the transfer.
std::size_t take_body(const char* from, std::size_t size, std::size_t count,
                      void* by) {
  auto& body = static_cast<visit*>(by)->body;
  auto part = std::min(size * count, most_bytes - body.size());
  body.append(from, part);
  return part;
}

/// "text/html; charset=x" → x; none unless it is a page.
std::optional<std::string> charset_of(const char* type) {
  std::string text{type == nullptr ? "" : type};
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  if (!text.starts_with("text/html") &&
      !text.starts_with("application/xhtml+xml"))
    return std::nullopt;
  auto at = text.find("charset=");
  if (at == text.npos) return "";
  auto name = text.substr(at + 8);
  std::erase_if(name, [](char c) { return c == '"' || c == '\''; });
  return name.substr(0, name.find_first_of("; "));
}

void configure(CURL* handle, const std::string& url, visit& by) {
  auto set = [&](CURLoption option, auto value) {
    curl_easy_setopt(handle, option, value);
  };
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 1L);
  set(CURLOPT_MAXREDIRS, most_redirects);
  set(CURLOPT_PROXY, "");
  set(CURLOPT_OPENSOCKETFUNCTION, open_socket);
  set(CURLOPT_OPENSOCKETDATA, &by);
  set(CURLOPT_WRITEFUNCTION, take_body);
  set(CURLOPT_WRITEDATA, &by);
  set(CURLOPT_CONNECTTIMEOUT, page_connect_seconds);
  set(CURLOPT_TIMEOUT, page_seconds);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_USERAGENT, "Mozilla/5.0 (compatible; parley link preview)");
  set(CURLOPT_ACCEPT_ENCODING, "");
  set(CURLOPT_UNRESTRICTED_AUTH, 0L);
}

bool is_web_address(const std::string& url) {
  if (url.size() > longest_page_url) return false;
  std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parts{curl_url(),
                                                            curl_url_cleanup};
  if (!parts || curl_url_set(parts.get(), CURLUPART_URL, url.c_str(), 0) != 0)
    return false;
  char* user = nullptr;
  const bool named =
      curl_url_get(parts.get(), CURLUPART_USER, &user, 0) == CURLUE_OK;
  curl_free(user);
  return !named && (url.starts_with("http://") || url.starts_with("https://"));
}

}  // namespace

page_fetcher::page_fetcher(settings with) : settings_(std::move(with)) {
  static const auto started = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(started);
}

core::result<page_summary> page_fetcher::fetch(const std::string& url) const {
  if (!is_web_address(url))
    return failure{errc::invalid_request, "url must be an http(s) address"};
  curl_handle handle{curl_easy_init()};
  if (!handle) return failure{errc::unavailable};
  visit by{settings_.also_allowed, {}};
  configure(handle.get(), url, by);
  auto code = curl_easy_perform(handle.get());
  if (by.refused)
    return failure{errc::forbidden, "this address is not of the internet"};
  const bool enough = code == CURLE_WRITE_ERROR && by.body.size() == most_bytes;
  if (code == CURLE_OPERATION_TIMEDOUT)
    return failure{errc::unavailable, "the page does not answer"};
  long status = 0;
  const char* type = nullptr;
  const char* last = nullptr;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(handle.get(), CURLINFO_CONTENT_TYPE, &type);
  curl_easy_getinfo(handle.get(), CURLINFO_EFFECTIVE_URL, &last);
  auto charset = charset_of(type);
  if ((code != CURLE_OK && !enough) || status != 200 || !charset)
    return failure{errc::not_found, "there is no page"};
  auto page = summarize_page(by.body, last == nullptr ? url : last, *charset);
  if (!page) return failure{errc::not_found, "the page has no title"};
  return std::move(*page);
}

}  // namespace parley::actors
