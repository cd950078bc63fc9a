// Contract of every engine: second factors of logins.

#include "tests/storage/store_fixture.hpp"

namespace parley::storage::tests {

using core::errc;

TEMPLATE_LIST_TEST_CASE("store: a second factor is proposed, then confirmed",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  CHECK(error_of(w.in.ask(find_factor{ann.id})) == errc::not_found);
  CHECK(error_of(w.in.apply(enable_factor{ann.id, 1, {}})) == errc::not_found);
  must(w.in.apply(propose_factor{ann.id, std::string("a\0b", 3)}));
  must(w.in.apply(propose_factor{ann.id, std::string("c\0d", 3)}));

  auto waiting = must(w.in.ask(find_factor{ann.id}));
  CHECK(waiting.secret == std::string("c\0d", 3));
  CHECK_FALSE(waiting.enabled);
  CHECK(error_of(w.in.apply(use_factor_step{ann.id, 5})) == errc::conflict);
  must(w.in.apply(enable_factor{ann.id, 7, {"one", "two"}}));

  auto on = must(w.in.ask(find_factor{ann.id}));
  CHECK(on.enabled);
  CHECK(on.recovery_codes == 2);
  CHECK(error_of(w.in.apply(propose_factor{ann.id, "x"})) == errc::conflict);
  CHECK(error_of(w.in.apply(enable_factor{ann.id, 8, {}})) == errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("store: every code is good once", "[storage][contract]",
                        engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  must(w.in.apply(propose_factor{ann.id, "secret"}));
  must(w.in.apply(enable_factor{ann.id, 7, {"one", "two"}}));

  CHECK(error_of(w.in.apply(use_factor_step{ann.id, 7})) == errc::conflict);
  must(w.in.apply(use_factor_step{ann.id, 8}));
  CHECK(error_of(w.in.apply(use_factor_step{ann.id, 8})) == errc::conflict);
  CHECK(error_of(w.in.apply(use_factor_step{bob.id, 9})) == errc::conflict);

  CHECK(error_of(w.in.apply(use_recovery_code{bob.id, "one"})) ==
        errc::not_found);
  must(w.in.apply(use_recovery_code{ann.id, "one"}));
  CHECK(error_of(w.in.apply(use_recovery_code{ann.id, "one"})) ==
        errc::not_found);
  CHECK(must(w.in.ask(find_factor{ann.id})).recovery_codes == 1);
  must(w.in.apply(replace_recovery_codes{ann.id, {"a", "b", "c"}}));
  CHECK(must(w.in.ask(find_factor{ann.id})).recovery_codes == 3);
  CHECK(error_of(w.in.apply(use_recovery_code{ann.id, "two"})) ==
        errc::not_found);
  CHECK(error_of(w.in.apply(replace_recovery_codes{bob.id, {"x"}})) ==
        errc::not_found);
}

TEMPLATE_LIST_TEST_CASE("store: a second factor goes with its user, or before",
                        "[storage][contract]", engines) {
  world<TestType> w;
  const auto ann = w.in.user("ann");
  const auto bob = w.in.user("bob");
  for (const auto& each : {ann, bob}) {
    must(w.in.apply(propose_factor{each.id, "secret"}));
    must(w.in.apply(enable_factor{each.id, 7, {"one"}}));
  }

  must(w.in.apply(remove_factor{ann.id}));
  must(w.in.apply(remove_factor{ann.id}));
  must(w.in.apply(delete_user{bob.id, bob.password_hash, core::now()}));

  for (const auto& each : {ann, bob})
    CHECK(error_of(w.in.ask(find_factor{each.id})) == errc::not_found);
  CHECK(error_of(w.in.apply(use_recovery_code{ann.id, "one"})) ==
        errc::not_found);
}

}  // namespace parley::storage::tests
