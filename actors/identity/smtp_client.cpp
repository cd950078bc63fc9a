#include "actors/identity/smtp_client.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "actors/curl_handle.hpp"
#include "core/ids.hpp"
#include "core/this_machine.hpp"

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

}  // namespace

bool needs_tls(std::string_view url) {
  return core::has_user_info(url) && !core::is_on_this_machine(url);
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
  heed(*stop_, handle.get());
  auto code = curl_easy_perform(handle.get());
  if (code == CURLE_OK) return {true, false, {}};
  long answer = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &answer);
  std::string why = curl_easy_strerror(code);
  if (answer > 0) why += " (" + std::to_string(answer) + ")";
  return {false, answer < 500, std::move(why)};
}

}  // namespace parley::actors
