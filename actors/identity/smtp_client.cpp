#include "actors/identity/smtp_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>
#include <string_view>

#include "actors/curl_handle.hpp"
#include "core/ids.hpp"

namespace parley::actors {

namespace {

constexpr long mail_connect_seconds = 10;
constexpr long mail_seconds = 30;

struct list_cleanup {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

std::size_t read_text(char* to, std::size_t size, std::size_t count,
                      void* from) {
  auto& rest = *static_cast<std::string_view*>(from);
  auto part = std::min(size * count, rest.size());
  std::memcpy(to, rest.data(), part);
  rest.remove_prefix(part);
  return part;
}

int look_for_stop(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::atomic<bool>*>(stop)->load() ? 1 : 0;
}

bool is_loopback(const std::string& host) {
  in_addr v4{};
  if (::inet_pton(AF_INET, host.c_str(), &v4) == 1)
    return ntohl(v4.s_addr) >> 24 == IN_LOOPBACKNET;
  in6_addr v6{};
  return ::inet_pton(AF_INET6, host.c_str(), &v6) == 1 &&
         IN6_IS_ADDR_LOOPBACK(&v6);
}

bool on_this_machine(std::string_view url) {
  auto host = url.substr(url.find("://") + 3);
  host = host.substr(0, host.find_first_of("/?#"));
  if (auto at = host.rfind('@'); at != host.npos) host.remove_prefix(at + 1);
  const bool bracketed = host.starts_with('[');
  host = bracketed ? host.substr(1, host.find(']') - 1)
                   : host.substr(0, host.find(':'));
  return host == "localhost" || is_loopback(std::string{host});
}

// Process-wide and not thread safe, hence once, before the first handle.
void start_curl() {
  static const auto started = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(started);
}

}  // namespace

bool needs_tls(std::string_view url) {
  return url.find('@') != url.npos && !on_this_machine(url);
}

smtp_client::smtp_client(smtp_settings settings,
                         std::shared_ptr<const std::atomic<bool>> stop)
    : settings_(std::move(settings)), stop_(std::move(stop)) {
  start_curl();
}

smtp_client::outcome smtp_client::deliver(const mail& what) const {
  curl_handle handle{curl_easy_init()};
  if (!handle) return {false, true, "libcurl does not start"};
  auto text = as_internet_message(what, settings_.from, core::now(),
                                  core::to_string(core::make_uuid_v7()));
  std::string_view rest{text};
  auto from = "<" + address_of(settings_.from) + ">";
  auto to = "<" + what.to + ">";
  std::unique_ptr<curl_slist, list_cleanup> rcpt{
      curl_slist_append(nullptr, to.c_str())};
  auto set = [&](CURLoption option, auto value) {
    curl_easy_setopt(handle.get(), option, value);
  };
  set(CURLOPT_URL, settings_.url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  set(CURLOPT_USE_SSL,
      static_cast<long>(needs_tls(settings_.url) ? CURLUSESSL_ALL
                                                 : CURLUSESSL_TRY));
  set(CURLOPT_MAIL_FROM, from.c_str());
  set(CURLOPT_MAIL_RCPT, rcpt.get());
  set(CURLOPT_UPLOAD, 1L);
  set(CURLOPT_READFUNCTION, read_text);
  set(CURLOPT_READDATA, &rest);
  set(CURLOPT_CONNECTTIMEOUT, mail_connect_seconds);
  set(CURLOPT_TIMEOUT, mail_seconds);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, look_for_stop);
  set(CURLOPT_XFERINFODATA, static_cast<const void*>(stop_.get()));
  auto code = curl_easy_perform(handle.get());
  if (code == CURLE_OK) return {true, false, {}};
  long answer = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &answer);
  std::string why = curl_easy_strerror(code);
  if (answer > 0) why += " (" + std::to_string(answer) + ")";
  return {false, answer < 500, std::move(why)};
}

}  // namespace parley::actors
