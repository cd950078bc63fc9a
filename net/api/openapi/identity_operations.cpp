// Ways in, devices, the own profile and account.

#include "net/api/openapi/operation.hpp"

namespace parley::net::api::openapi {

namespace {

using enum http::verb;

constexpr std::string_view auth_bases[] = {"/api/auth", "/auth"};
constexpr operation auth[] = {
    {.method = post,
     .path = "/register",
     .summary = "Make an account and log in",
     .answer = "201 LoggedIn",
     .body = "Registration",
     .codes = "NAME_TAKEN",
     .open_to = access::anybody},
    {.method = post,
     .path = "/login",
     .summary = "Log a device in",
     .answer = "200 LoggedIn",
     .body = "Login",
     .codes = "INVALID_CREDENTIALS SECOND_FACTOR_REQUIRED WRONG_CODE "
              "ACCOUNT_BANNED",
     .open_to = access::anybody},
    {.method = post,
     .path = "/refresh",
     .summary = "Take new tokens for a refresh token",
     .answer = "200 Tokens",
     .body = "Refresh",
     .codes = "UNAUTHORIZED TOKEN_EXPIRED TOKEN_REVOKED REFRESH_TOKEN_REUSED "
              "ACCOUNT_BANNED",
     .open_to = access::anybody},
    {.method = post,
     .path = "/logout",
     .summary = "Log this device out, or all of them",
     .answer = "200 Said",
     .body = "Logout"},
    {.method = get,
     .path = "/sessions",
     .summary = "The devices one is logged in on",
     .answer = "200 [Device]"},
    {.method = del,
     .path = "/sessions",
     .summary = "Log all other devices out",
     .answer = "204"},
    {.method = del,
     .path = "/sessions/:id",
     .summary = "Log a device out",
     .answer = "204"},
    {.method = post,
     .path = "/password",
     .summary = "Change the password; ends all other devices",
     .answer = "200 Said",
     .body = "PasswordChange",
     .codes = "INVALID_CREDENTIALS CONFLICT"},
    {.method = post,
     .path = "/forgot-password",
     .summary = "Have a token for a new password mailed",
     .answer = "200 Said",
     .body = "MailAddress",
     .codes = "NOT_IMPLEMENTED",
     .open_to = access::anybody},
    {.method = post,
     .path = "/reset-password",
     .summary = "Set a new password by a mailed token",
     .answer = "200 Said",
     .body = "PasswordReset",
     .codes = "GONE NOT_IMPLEMENTED",
     .open_to = access::anybody},
    {.method = post,
     .path = "/verify-email",
     .summary = "Prove an e-mail address by a mailed token, or ask for one",
     .answer = "200 Said",
     .body = "EmailProof",
     .codes = "UNAUTHORIZED TOKEN_EXPIRED TOKEN_REVOKED GONE CONFLICT "
              "NOT_IMPLEMENTED",
     .open_to = access::anybody},
};

constexpr std::string_view profile_bases[] = {"/api/auth/profile",
                                              "/auth/profile", "/api/users/me"};
constexpr operation profile[] = {
    {.method = get,
     .path = "",
     .summary = "Who one is",
     .answer = "200 OwnUser",
     .codes = "NOT_FOUND"},
    {.method = patch,
     .path = "",
     .summary = "Change one's profile",
     .answer = "200 OwnUser",
     .body = "ProfileChange",
     .codes = "NAME_TAKEN INVALID_CREDENTIALS CONFLICT NOT_FOUND"},
    {.method = del,
     .path = "",
     .summary = "Delete one's account",
     .answer = "204",
     .body = "Farewell",
     .codes = "INVALID_CREDENTIALS CONFLICT NOT_FOUND"},
};

constexpr operation keys[] = {
    {.method = get,
     .path = "/.well-known/jwks.json",
     .summary = "The keys that sign access tokens, if they are public",
     .answer = "200 KeySet",
     .open_to = access::anybody},
};

}  // namespace

std::vector<topic> identity_topics() {
  return {{"Identity", auth_bases, auth},
          {"Profile", profile_bases, profile},
          {"Identity", no_base, keys}};
}

}  // namespace parley::net::api::openapi
