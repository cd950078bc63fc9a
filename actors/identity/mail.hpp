#pragma once

#include <string>

#include "core/result.hpp"
#include "core/time.hpp"

namespace parley::actors {

/// A message to one person, plain text in UTF-8.
struct mail {
  std::string to;
  std::string subject;
  std::string text;
};

/// The mail as SMTP carries it (RFC 5322), lines ended by CR LF. `from` is an
/// address, or a name with the address in angle brackets.
std::string as_internet_message(const mail& what, const std::string& from,
                                core::timestamp at, const std::string& id);

/// The bare address of `from`.
std::string address_of(const std::string& from);

}  // namespace parley::actors
