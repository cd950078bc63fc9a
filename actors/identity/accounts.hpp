#pragma once

// owns            logins: registers users, checks passwords, issues tokens,
//                 rotates refresh families (one actor: no two at once), and
//                 counts wrong guesses
// spawned by      registry, on first use
// watched by      registry
// on failure      callers see unavailable; the next request starts it again
// mailbox bound   requests come through the HTTP door, hashing through its own

#include <caf/all.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <set>

#include "actors/identity/access_tokens.hpp"
#include "actors/identity/mail.hpp"
#include "actors/identity/refresh_tokens.hpp"
#include "actors/messages/account_requests.hpp"
#include "actors/messages/administration_requests.hpp"
#include "actors/messages/registry_orders.hpp"
#include "actors/placement.hpp"
#include "actors/storage/storage_client.hpp"
#include "core/admission.hpp"
#include "core/login_guard.hpp"
#include "core/rate_limits.hpp"
#include "core/revocation_list.hpp"
#include "core/server_rights.hpp"
#include "core/shares.hpp"

namespace parley::actors {

/// Of a user, on whom something is done in all of them.
inline constexpr std::uint32_t rooms_at_once = 200;

struct account_settings {
  std::chrono::seconds access_ttl{900};
  /// How long an access token of a device may live on after its end.
  std::chrono::seconds longest_ttl{960};
  std::chrono::seconds refresh_ttl{30 * 24 * 3600};
  std::chrono::seconds refresh_grace{20};
  unsigned bcrypt_cost = 10;     ///< other hashes are renewed at a login
  unsigned login_attempts = 20;  ///< of `core::login_guard`; 0: any number
  std::chrono::seconds login_wait{900};
  /// Front end that mails lead to, without a slash at the end; empty: mails
  /// have the token alone.
  std::string mail_link{};
};

struct account_links {
  caf::actor registry;
  caf::actor hasher;
  std::shared_ptr<core::admission> hasher_door;
  storage_client store;
  std::shared_ptr<const access_tokens> access;
  std::shared_ptr<const refresh_tokens> refresh;
  std::shared_ptr<core::revocation_list> revoked;
  caf::actor mailer;  ///< none: mails are not sent
  std::shared_ptr<core::admission> mail_door;
  std::shared_ptr<core::rate_limits> rates;
};

/// Looks again at who could not leave all rooms.
struct departures_due {};

struct accounts_state {
  using self_ptr = caf::stateful_actor<accounts_state, placed_actor>*;

  explicit accounts_state(self_ptr self) : self_(self) {}

  void init(std::shared_ptr<const account_links> links,
            const account_settings& settings);

  // -- accounts_login.cpp -----------------------------------------------------
  caf::result<core::result<logged_in>> register_user(register_account ask);
  caf::result<core::result<logged_in>> check_login(const log_in& ask);

  // -- accounts_refresh.cpp ---------------------------------------------------
  caf::result<core::result<token_pair>> refresh(const refresh_login& ask);

  // -- accounts_devices.cpp ---------------------------------------------------
  caf::result<core::result<storage::done>> end_device(const log_out& ask);
  caf::result<core::result<storage::done>> end_devices(
      const log_out_everywhere& ask);
  caf::result<core::result<std::vector<core::device>>> devices(
      const get_devices& ask);

  // -- accounts_profile.cpp ---------------------------------------------------
  caf::result<core::result<core::user>> profile(const get_profile& ask);
  caf::result<core::result<core::user>> change(const change_profile& ask);
  caf::result<core::result<core::user>> edit(const edit_account& ask);
  void show(const avatar_changed& news) {
    tell_rooms(news.user, ++card_versions_, {});
  }
  caf::result<core::result<storage::done>> change_word(
      const replace_password& ask);

  // -- accounts_recovery.cpp --------------------------------------------------
  caf::result<core::result<storage::done>> forget(const forget_password& ask);
  caf::result<core::result<storage::done>> set_new(const set_new_password& ask);
  caf::result<core::result<core::user>> prove(const prove_email& ask);
  caf::result<core::result<storage::done>> mail_proof(const ask_for_proof& ask);

  // -- accounts_factor.cpp ----------------------------------------------------
  caf::result<core::result<factor_state>> describe_factor(
      const get_factor& ask);
  caf::result<core::result<factor_proposal>> propose(const set_up_factor& ask);
  caf::result<core::result<recovery_codes>> confirm(const confirm_factor& ask);
  caf::result<core::result<storage::done>> drop_factor(
      const change_factor& ask);
  caf::result<core::result<recovery_codes>> renew_codes(
      const change_factor& ask);

  // -- accounts_departure.cpp -------------------------------------------------
  caf::result<core::result<storage::done>> delete_own(
      const delete_account& ask);
  /// Goes on with what could not be finished, in this life or an earlier one.
  void resume_departures();
  void on_departures_due();

  // -- accounts_administration.cpp --------------------------------------------
  caf::result<core::result<core::user>> change_role(
      const change_server_role& ask);
  caf::result<core::result<storage::done>> ban(const ban_account& ask);
  caf::result<core::result<storage::done>> lift_ban(
      const lift_account_ban& ask);
  caf::result<core::result<storage::done>> end_all(const end_logins& ask);
  caf::result<core::result<storage::done>> take_factor(const reset_factor& ask);
  caf::result<core::result<storage::done>> remove(const remove_account& ask);

  static inline const char* name = "accounts";

 private:
  template <class T>
  using handler = std::function<void(core::result<T>)>;

  // accounts.cpp
  // `address`: who makes the work; none: nobody's share.
  void hash(std::string plain, const std::string& address,
            handler<std::string> then);
  void verify(std::string plain, std::string hash, const std::string& address,
              handler<bool> then);
  template <class T, class Order>
  void ask_hasher(Order order, const std::string& address, handler<T> then);
  /// The user, if this is the password; a guess that counts.
  void check_password(core::user_id user, std::string plain,
                      const std::string& address, handler<core::user> then);
  /// The same for who was admitted and is judged by the caller.
  void prove_password(core::user_id user, std::string plain,
                      const std::string& address, handler<core::user> then);
  core::result<void> admit(const core::login_guard::suspect& who);
  /// A login counts as a request of its user: it leaves a device behind.
  core::result<void> charge(core::user_id user);
  /// What a success proves: all that a login needs, or a part of it, which
  /// clears no earlier guesses at the rest.
  enum class proof : std::uint8_t { whole, part };
  void judge(const core::login_guard::suspect& who, proof of,
             std::optional<core::errc> why);
  /// Judges by its answer an attempt that was admitted, and passes that on.
  template <class T>
  handler<T> judged(core::login_guard::suspect who, proof of, handler<T> then) {
    return [this, who, of, then](core::result<T> outcome) {
      std::optional<core::errc> why;
      if (!outcome) why = outcome.error().code;
      judge(who, of, why);
      then(std::move(outcome));
    };
  }
  /// Spends a code of the user's second factor, if there is one that is on.
  void check_factor(core::user_id user, std::string code,
                    handler<storage::done> then);
  void spend_code(core::user_id user, const storage::second_factor& factor,
                  const std::string& code, handler<storage::done> then);
  void check_both(const change_factor& ask, handler<storage::done> then);
  void enable(const confirm_factor& ask, const storage::second_factor& factor,
              handler<recovery_codes> then);

  /// Counts the attempt and tells how it ends; `found`: by the login's name.
  void attempt_login(const log_in& ask, core::result<core::user> found,
                     caf::response_promise promise);
  /// `outdated`, if any, instead of an answer when hash or role are others by
  /// now.
  void start_device(core::user user, const std::string& device_name,
                    caf::response_promise promise,
                    std::function<void()> outdated);
  /// Who was found, if this is the password.
  void match(const log_in& ask, core::result<core::user> found,
             handler<core::user> then);
  void log_in_again(const log_in& ask, caf::response_promise promise);
  /// After a login that was right: the hash as the settings want it.
  void renew_hash(const core::user& user, const std::string& password);
  void refresh_family(const refresh_token& token, const core::device& family,
                      caf::response_promise promise, bool may_retry);
  void rotate(const refresh_token& token, const core::device& family,
              caf::response_promise promise, bool may_retry);
  void answer_tokens(const core::device& family, std::uint32_t generation,
                     caf::response_promise promise);
  void revoke(core::device_id device, handler<storage::done> then);
  /// The store has ended them: so do their access tokens and sockets.
  void close_devices(const std::vector<core::device_id>& ended);
  void apply_profile(const change_profile& ask, caf::response_promise promise,
                     core::act_ptr act = {});
  void apply_if_new(const change_profile& ask, core::result<core::user> now,
                    caf::response_promise promise);
  /// `version`: of the change, however many rooms it is told.
  void tell_rooms(core::user_id user, std::uint64_t version,
                  std::string cursor);
  void tell_each(core::user_id user, std::uint64_t version,
                 const std::vector<storage::room_overview>& rooms);
  /// Keeps a new token and mails it; `then` hears of the first.
  void mail_token(const core::user& to, storage::token_purpose purpose,
                  handler<storage::done> then);
  /// What the user should know, if mails are sent and the queue has room.
  void mail_notice(mail letter);
  /// In the background, if mails are sent.
  void mail_proof_to(const core::user& user);
  core::result<void> check_mail() const;
  void leave_rooms(const core::user& gone, std::string cursor = {});
  void leave_each(const core::user& gone,
                  const std::vector<storage::room_overview>& rooms,
                  std::function<void()> next);
  void depart(core::user_id user);
  void departure_ended(core::user_id user, bool done);
  void go_on_with_departures();
  void retry_departures();
  /// The user whom the asker may do this to.
  void with_target(identity_ptr by, core::user_id whom,
                   core::server_action what, handler<core::user> then);
  /// Closes the devices that the store has ended and answers.
  handler<std::vector<core::device_id>> answer_ended(
      caf::response_promise promise);
  /// Why a device that was ended cannot be refreshed.
  void explain_end(core::user_id owner, caf::response_promise promise);

  self_ptr self_;
  std::shared_ptr<const account_links> links_;
  account_settings settings_;
  core::login_guard guard_{0, {}};
  std::uint64_t card_versions_ = 0;
  core::shares hashing_{1};  ///< of addresses, in the hasher's queue

  /// Of users whose rooms are being left, a list's page at a time.
  struct departures {
    std::set<core::user_id> under_way;
    core::user_id listed_to;  ///< none: the list has no further page
    bool retry_is_due = false;
  } departures_;
};

caf::behavior accounts(accounts_state::self_ptr self,
                       std::shared_ptr<const account_links> links,
                       account_settings settings);

}  // namespace parley::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::departures_due)
