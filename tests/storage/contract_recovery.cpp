// Contract of every engine: tokens that are sent by mail.

#include "tests/storage/store_fixture.hpp"

namespace parley::storage::tests {

using core::errc;
using namespace std::chrono_literals;

namespace {

const auto recovery_time = core::from_ms(1'800'000'000'000);

issue_account_token token_for(
    const core::user& owner, const std::string& hash,
    token_purpose purpose = token_purpose::reset_password) {
  return {owner.id,
          purpose,
          hash,
          owner.email,
          recovery_time,
          recovery_time + 1h,
          recovery_time - 1min};
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("store: a mailed token sets a password once",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto device = make_device(ann);
  must(w.in.apply(create_device{device}));
  must(w.in.apply(token_for(ann, "hash")));
  CHECK(must(w.in.ask(find_account_token{"hash", token_purpose::reset_password,
                                         recovery_time}))
            .id == ann.id);

  const auto reset =
      must(w.in.apply(reset_password{"hash", "new password", recovery_time}));

  CHECK(reset.user == ann.id);
  CHECK(reset.ended == std::vector{device.id});
  const auto stored = must(w.in.ask(find_user{ann.id}));
  CHECK(stored.password_hash == "new password");
  CHECK(stored.email_verified);
  CHECK(error_of(w.in.apply(reset_password{"hash", "again", recovery_time})) ==
        errc::not_found);
  CHECK(must(w.in.ask(find_user{ann.id})).password_hash == "new password");
}

TEMPLATE_LIST_TEST_CASE("store: a mailed token proves an e-mail once",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  CHECK_FALSE(must(w.in.ask(find_user{ann.id})).email_verified);
  must(w.in.apply(token_for(ann, "hash", token_purpose::verify_email)));

  CHECK(must(w.in.apply(verify_email{"hash", recovery_time})).email_verified);

  CHECK(must(w.in.ask(find_user{ann.id})).email_verified);
  CHECK(error_of(w.in.apply(verify_email{"hash", recovery_time})) ==
        errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("store: a mailed token is good for its purpose only",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  must(w.in.apply(token_for(ann, "reset")));
  must(w.in.apply(token_for(ann, "verify", token_purpose::verify_email)));

  CHECK(error_of(w.in.apply(verify_email{"reset", recovery_time})) ==
        errc::not_found);
  CHECK(error_of(w.in.apply(reset_password{"verify", "x", recovery_time})) ==
        errc::not_found);
  CHECK(error_of(w.in.ask(find_account_token{
            "verify", token_purpose::reset_password, recovery_time})) ==
        errc::not_found);
  must(w.in.apply(reset_password{"reset", "x", recovery_time}));
}

TEMPLATE_LIST_TEST_CASE("store: a mailed token expires", "[storage][contract]",
                        engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  must(w.in.apply(token_for(ann, "hash")));

  CHECK(error_of(w.in.ask(find_account_token{
            "hash", token_purpose::reset_password, recovery_time + 1h})) ==
        errc::not_found);
  CHECK(error_of(w.in.apply(reset_password{"hash", "x", recovery_time + 1h})) ==
        errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("store: of several mailed tokens the last one counts",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  must(w.in.apply(token_for(ann, "first")));
  auto second = token_for(ann, "second");
  CHECK(error_of(w.in.apply(second)) == errc::conflict);
  second.at = recovery_time + 1min;
  second.not_since = recovery_time;
  must(w.in.apply(second));

  CHECK(error_of(w.in.apply(reset_password{"first", "x", recovery_time})) ==
        errc::not_found);
  must(w.in.apply(reset_password{"second", "x", recovery_time}));
}

TEMPLATE_LIST_TEST_CASE("store: a token sent to a former e-mail is void",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  must(w.in.apply(token_for(ann, "reset")));
  must(w.in.apply(token_for(ann, "verify", token_purpose::verify_email)));
  must(w.in.apply(update_user{ann.id, {}, {}, "new@example.org", {}}));

  CHECK(error_of(w.in.apply(reset_password{"reset", "x", recovery_time})) ==
        errc::not_found);
  CHECK(error_of(w.in.apply(verify_email{"verify", recovery_time})) ==
        errc::not_found);
  CHECK(error_of(w.in.apply(token_for(ann, "late"))) == errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("store: a new e-mail has to be proven anew",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  must(w.in.apply(token_for(ann, "hash", token_purpose::verify_email)));
  must(w.in.apply(verify_email{"hash", recovery_time}));

  CHECK(must(w.in.apply(update_user{ann.id, {}, "Ann", ann.email, {}}))
            .email_verified);
  CHECK_FALSE(
      must(w.in.apply(update_user{ann.id, {}, {}, "new@example.org", {}}))
          .email_verified);
}

TEMPLATE_LIST_TEST_CASE("store: a changed password voids a token to set one",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  must(w.in.apply(token_for(ann, "hash")));
  must(w.in.apply(token_for(ann, "proof", token_purpose::verify_email)));
  must(w.in.apply(change_password{ann.id, ann.password_hash, "new", true, {}}));

  CHECK(error_of(w.in.apply(reset_password{"hash", "x", recovery_time})) ==
        errc::not_found);
  CHECK(must(w.in.apply(verify_email{"proof", recovery_time})).email_verified);
}

TEMPLATE_LIST_TEST_CASE("store: a password hashed anew voids no token",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  must(w.in.apply(token_for(ann, "hash")));
  must(
      w.in.apply(change_password{ann.id, ann.password_hash, "new", false, {}}));

  must(w.in.apply(reset_password{"hash", "x", recovery_time}));
}

TEMPLATE_LIST_TEST_CASE("store: a deleted user gets no token",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  must(w.in.apply(token_for(ann, "hash")));
  must(w.in.apply(delete_user{ann.id, ann.password_hash, recovery_time}));

  CHECK(error_of(w.in.apply(token_for(ann, "late"))) == errc::not_found);
  CHECK(error_of(w.in.apply(reset_password{"hash", "x", recovery_time})) ==
        errc::not_found);
}

}  // namespace parley::storage::tests
