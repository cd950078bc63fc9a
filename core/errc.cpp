#include "core/errc.hpp"

namespace parley::core {

const error_info& describe(errc code) {
  using enum advice;
  static constexpr error_info table[] = {
      {"INVALID_REQUEST", 400, "The request is not valid", stop},
      {"INVALID_JSON", 400, "The body is not valid JSON", stop},
      {"UNKNOWN_EVENT", 400, "There is no such event", stop},
      {"UNAUTHORIZED", 401, "Authentication is required", renew_token},
      {"INVALID_CREDENTIALS", 401, "Login or password is wrong", stop},
      {"SECOND_FACTOR_REQUIRED", 401, "A code is needed as well", stop},
      {"WRONG_CODE", 401, "The code is wrong", stop},
      {"TOKEN_EXPIRED", 401, "The access token has expired", renew_token},
      {"TOKEN_REVOKED", 401, "This device was logged out", stop},
      {"REFRESH_TOKEN_REUSED", 401, "The refresh token was used before", stop},
      {"ACCOUNT_BANNED", 403, "This account is banned", stop},
      {"FORBIDDEN", 403, "You may not do this", stop},
      {"NOT_FOUND", 404, "There is no such thing", stop},
      {"METHOD_NOT_ALLOWED", 405, "The method is not allowed here", stop},
      {"REQUEST_TIMEOUT", 408, "The request took too long to arrive", retry},
      {"CONFLICT", 409, "This contradicts what is stored", stop},
      {"NAME_TAKEN", 409, "This name is already in use", stop},
      {"CLIENT_ID_CONFLICT", 409, "This clientId was used for another message",
       stop},
      {"GONE", 410, "This no longer exists", stop},
      {"PAYLOAD_TOO_LARGE", 413, "The body is too large", stop},
      {"QUOTA_EXCEEDED", 413, "Your uploads take all the room they may", stop},
      {"TOO_MANY_UPLOADS", 409, "Too many of your uploads are used nowhere",
       stop},
      {"URI_TOO_LONG", 414, "The request target is too long", stop},
      {"UNSUPPORTED_MEDIA_TYPE", 415, "This content type is not supported",
       stop},
      {"RATE_LIMIT_EXCEEDED", 429, "Too many requests", retry},
      {"HEADER_TOO_LARGE", 431, "The request header is too large", stop},
      {"ROOM_BUSY", 503, "The room is busy", retry},
      {"SERVER_BUSY", 503, "The server is busy", retry},
      {"SERVER_DRAINING", 503, "The server is restarting", retry},
      {"UNAVAILABLE", 503, "This is not available at the moment", retry},
      {"STORAGE_UNAVAILABLE", 503, "The store did not accept this", retry},
      {"STORAGE_FULL", 507, "The disk is full", retry},
      {"NOT_IMPLEMENTED", 501, "This is not part of this server", stop},
      {"INTERNAL_ERROR", 500, "Something went wrong on our side", retry},
  };
  static_assert(std::size(table) ==
                static_cast<std::size_t>(errc::internal) + 1);
  return table[static_cast<std::size_t>(code)];
}

}  // namespace parley::core
