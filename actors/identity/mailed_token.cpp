#include "actors/identity/mailed_token.hpp"

#include "actors/identity/refresh_tokens.hpp"
#include "core/base64.hpp"

namespace parley::actors {

using storage::token_purpose;
using namespace std::chrono_literals;

namespace {

/// What those who run the server have done to an account, to its owner.
mail notice(const core::user& to, const char* subject,
            const std::string& what) {
  mail letter;
  letter.to = to.email;
  letter.subject = subject;
  letter.text = "Hello " + to.username + ",\n\nthose who run the server " +
                what + "\n\nIf you did not ask for this, tell them.\n";
  return letter;
}

}  // namespace

mailed_token mailed_token::make() {
  mailed_token made;
  made.text = core::to_base64url(random_bytes(32));
  made.hash = hash_of(made.text);
  return made;
}

std::string mailed_token::hash_of(std::string_view text) {
  return refresh_tokens::hash(text);
}

std::chrono::seconds life_of(token_purpose purpose) {
  return purpose == token_purpose::reset_password ? 1h : 24h;
}

mail letter_for(const core::user& to, token_purpose purpose,
                const std::string& token, const std::string& link) {
  bool resets = purpose == token_purpose::reset_password;
  mail letter;
  letter.to = to.email;
  letter.subject =
      resets ? "Set a new password" : "Confirm your e-mail address";
  letter.text = "Hello " + to.username + ",\n\n";
  letter.text += resets ? "somebody asked for a new password for your account. "
                          "To set one, within an hour, "
                        : "to confirm that this is your e-mail address, "
                          "within a day, ";
  std::string page = resets ? "/reset-password?token=" : "/verify-email?token=";
  if (link.empty()) letter.text += "enter this code:\n\n  " + token;
  else letter.text += "open this page:\n\n  " + link + page + token;
  letter.text += "\n\nIf you did not ask for this, you can ignore this mail.\n";
  return letter;
}

mail notice_of_new_email(const core::user& to) {
  return notice(to, "Your e-mail address was changed",
                "have given your account another e-mail address.\nFrom now on "
                "whoever reads that one can set a new password.");
}

mail notice_of_reset_factor(const core::user& to) {
  return notice(
      to, "Your second factor was reset",
      "have switched off the second factor of your account.\nFrom now "
      "on your password alone logs you in.");
}

}  // namespace parley::actors
