#pragma once

#include <curl/curl.h>

#include <atomic>
#include <memory>

namespace parley::actors {

struct curl_cleanup {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using curl_handle = std::unique_ptr<CURL, curl_cleanup>;

/// Before the first handle, on one thread: what it starts is process-wide.
inline void start_curl() {
  static const auto started = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(started);
}

/// Has the transfer broken off, within a second, once `stop` is set; `stop`
/// outlives it.
inline void heed(const std::atomic<bool>& stop, CURL* transfer) {
  curl_xferinfo_callback look = [](void* flag, curl_off_t, curl_off_t,
                                   curl_off_t, curl_off_t) {
    return static_cast<const std::atomic<bool>*>(flag)->load() ? 1 : 0;
  };
  curl_easy_setopt(transfer, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(transfer, CURLOPT_XFERINFOFUNCTION, look);
  curl_easy_setopt(transfer, CURLOPT_XFERINFODATA,
                   static_cast<const void*>(&stop));
}

}  // namespace parley::actors
