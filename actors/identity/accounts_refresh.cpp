// Refresh families: one token at a time, and alarm when an old one comes back.

#include "actors/identity/accounts.hpp"

namespace parley::actors {

caf::result<core::result<token_pair>> accounts_state::refresh(
    const refresh_login& ask) {
  using answer = core::result<token_pair>;
  auto promise = self_->make_response_promise();
  auto token = refresh_tokens::parse(ask.token);
  if (!token) {
    promise.deliver(answer{core::errc::unauthorized});
    return promise;
  }
  links_->store.read(
      self_, storage::find_device{token->device},
      [this, promise, token](core::result<core::device> family) mutable {
        if (family) return refresh_family(*token, *family, promise, true);
        bool unknown = family.error().code == core::errc::not_found;
        promise.deliver(answer{unknown ? core::failure{core::errc::unauthorized}
                                       : family.error()});
      });
  return promise;
}

void accounts_state::refresh_family(const refresh_token& token,
                                    const core::device& family,
                                    caf::response_promise promise,
                                    bool may_retry) {
  using answer = core::result<token_pair>;
  if (!links_->refresh->genuine(token, family.nonce) ||
      token.generation > family.generation)
    return promise.deliver(answer{core::errc::unauthorized});
  if (family.revoked) return explain_end(family.owner, promise);
  auto age = core::now() - family.rotated_at;
  if (age > settings_.refresh_ttl)
    return promise.deliver(answer{core::errc::token_expired});
  if (token.generation == family.generation)
    return rotate(token, family, promise, may_retry);
  // The tab that lost the race gets what the winner got; anything older or
  // later was kept by somebody who should not have it.
  bool second_tab = token.generation + 1 == family.generation &&
                    age <= settings_.refresh_grace;
  if (second_tab) return answer_tokens(family, family.generation, promise);
  // Until the family has ended the alarm has to be raised again.
  revoke(family.id, [promise](core::result<storage::done> ended) mutable {
    promise.deliver(answer{ended ? core::failure{core::errc::refresh_reused}
                                 : ended.error()});
  });
}

void accounts_state::rotate(const refresh_token& token,
                            const core::device& family,
                            caf::response_promise promise, bool may_retry) {
  auto next = token.generation + 1;
  auto successor = links_->refresh->make(family.id, family.nonce, next);
  storage::rotate_device order{family.id, token.generation,
                               refresh_tokens::hash(successor), core::now()};
  links_->store.write(
      self_, std::move(order),
      [this, promise, token, family, next,
       may_retry](core::result<storage::done> moved) mutable {
        if (moved) return answer_tokens(family, next, promise);
        if (moved.error().code != core::errc::conflict || !may_retry)
          return promise.deliver(core::result<token_pair>{moved.error()});
        // Another refresh of the family came first: look again.
        links_->store.read(
            self_, storage::find_device{family.id},
            [this, promise, token](core::result<core::device> now) mutable {
              if (now) return refresh_family(token, *now, promise, false);
              promise.deliver(core::result<token_pair>{now.error()});
            });
      });
}

void accounts_state::answer_tokens(const core::device& family,
                                   std::uint32_t generation,
                                   caf::response_promise promise) {
  using answer = core::result<token_pair>;
  links_->store.read(
      self_, storage::find_user{family.owner},
      [this, promise, family,
       generation](core::result<core::user> user) mutable {
        if (!user) return promise.deliver(answer{user.error()});
        if (user->deleted)
          return promise.deliver(answer{core::errc::token_revoked});
        auto access = links_->access->issue({user->id, family.id, user->role},
                                            core::now(), settings_.access_ttl);
        auto refresh =
            links_->refresh->make(family.id, family.nonce, generation);
        promise.deliver(answer{token_pair{std::move(access), std::move(refresh),
                                          settings_.access_ttl}});
      });
}

}  // namespace parley::actors
