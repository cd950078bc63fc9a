#pragma once

#include <curl/curl.h>

#include <memory>

namespace parley::actors {

struct curl_cleanup {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using curl_handle = std::unique_ptr<CURL, curl_cleanup>;

}  // namespace parley::actors
