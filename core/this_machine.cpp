#include "core/this_machine.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <string>

namespace parley::core {

namespace {

std::string_view authority_of(std::string_view url) {
  constexpr std::string_view mark = "://";
  auto begin = url.find(mark);
  if (begin == url.npos) return {};
  auto rest = url.substr(begin + mark.size());
  return rest.substr(0, rest.find_first_of("/?#"));
}

bool is_loopback(const std::string& host) {
  in_addr v4{};
  if (::inet_pton(AF_INET, host.c_str(), &v4) == 1)
    return ntohl(v4.s_addr) >> 24 == IN_LOOPBACKNET;
  in6_addr v6{};
  return ::inet_pton(AF_INET6, host.c_str(), &v6) == 1 &&
         IN6_IS_ADDR_LOOPBACK(&v6);
}

}  // namespace

bool has_user_info(std::string_view url) {
  return authority_of(url).find('@') != std::string_view::npos;
}

bool is_on_this_machine(std::string_view url) {
  auto host = authority_of(url);
  if (auto at = host.rfind('@'); at != host.npos) host.remove_prefix(at + 1);
  const bool bracketed = host.starts_with('[');
  host = bracketed ? host.substr(1, host.find(']') - 1)
                   : host.substr(0, host.find(':'));
  return host == "localhost" || is_loopback(std::string{host});
}

}  // namespace parley::core
