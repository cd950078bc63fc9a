#include "actors/identity/mail.hpp"

#include <ctime>

#include "core/base64.hpp"

namespace parley::actors {

namespace {

constexpr std::size_t line_length = 76;

std::string date_of(core::timestamp at) {
  std::time_t seconds = core::to_ms(at) / 1000;
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[64];
  auto size =
      std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S +0000", &parts);
  return {text, size};
}

// Whatever the text is: lines stay short and nothing in it can look like a
// header or the end of the mail.
std::string wrapped_base64(const std::string& text) {
  std::string encoded;
  core::append_base64(encoded, text);
  std::string lines;
  for (std::size_t i = 0; i < encoded.size(); i += line_length)
    lines += encoded.substr(i, line_length) + "\r\n";
  return lines;
}

std::string encoded_word(const std::string& text) {
  std::string word = "=?utf-8?B?";
  core::append_base64(word, text);
  return word + "?=";
}

}  // namespace

std::string address_of(const std::string& from) {
  auto open = from.rfind('<');
  auto shut = from.rfind('>');
  if (open == std::string::npos || shut == std::string::npos || shut < open)
    return from;
  return from.substr(open + 1, shut - open - 1);
}

std::string as_internet_message(const mail& what, const std::string& from,
                                core::timestamp at, const std::string& id) {
  auto sender = address_of(from);
  auto host = sender.substr(sender.find('@') + 1);
  return "From: " + from + "\r\nTo: <" + what.to +
         ">\r\nSubject: " + encoded_word(what.subject) +
         "\r\nDate: " + date_of(at) + "\r\nMessage-ID: <" + id + "@" + host +
         ">\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
         "Content-Type: text/plain; charset=utf-8\r\n"
         "Content-Transfer-Encoding: base64\r\n\r\n" +
         wrapped_base64(what.text);
}

}  // namespace parley::actors
