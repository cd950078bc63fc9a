// `parley seed`: realistic sample data for demonstrations and load tests.

#include <chrono>
#include <iostream>

#include "actors/identity/password_hasher.hpp"
#include "app/commands.hpp"
#include "app/must.hpp"
#include "app/open_store.hpp"
#include "app/own_flags.hpp"
#include "app/sample/town.hpp"

namespace parley::app {

namespace {

constexpr const char* everybodys_password = "parley-sample";
constexpr std::size_t shown_people = 5;

sample::town_plan read_plan(const config::loaded& with) {
  sample::town_plan plan;
  plan.users = number_flag(with, "users", plan.users, {2, 1'000'000});
  plan.groups = number_flag(with, "groups", plan.groups, {1, 10'000});
  plan.channels = number_flag(with, "channels", plan.channels, {1, 100'000});
  plan.messages =
      number_flag(with, "messages", plan.messages, {0, 100'000'000});
  plan.seed = number_flag(with, "seed", plan.seed);
  // The same all day, so that the same seed makes the same town.
  plan.end = std::chrono::floor<std::chrono::days>(core::now());
  plan.password_hash =
      must(actors::bcrypt_hash(everybodys_password, with.values.bcrypt_cost));
  return plan;
}

void show(const sample::town& made) {
  std::cout << "log in with the password " << everybodys_password << " as\n";
  for (std::size_t i = 0; i < std::min(shown_people, made.people().size()); ++i)
    std::cout << "  " << made.people()[i].username
              << (i == 0   ? " (admin)"
                  : i == 1 ? " (moderator)"
                           : "")
              << '\n';
}

}  // namespace

int seed(const config::loaded& with) {
  if (with.values.production()) {
    std::cerr << "parley seed: not in production: everybody would know the "
                 "passwords\n";
    return 1;
  }
  if (with.values.storage == config::storage_engine::memory) {
    std::cerr << "parley seed: STORAGE=memory would forget them at once\n";
    return 1;
  }
  const auto plan = read_plan(with);
  auto store = must(open_store(with.values));
  if (must(must(store->open_reader())->run(storage::measure_store{})).users) {
    std::cerr << "parley seed: there are users in " << with.values.data.string()
              << " already; parley clear, or choose another data folder\n";
    return 1;
  }
  auto writer = must(store->open_writer());
  const auto began = std::chrono::steady_clock::now();
  sample::town town{plan, *writer};
  town.build();
  const std::chrono::duration<double> took =
      std::chrono::steady_clock::now() - began;
  std::cout << plan.users << " users, " << plan.groups << " groups, "
            << plan.channels << " channels, " << plan.messages
            << " messages in " << took.count() << " s\n";
  show(town);
  return 0;
}

}  // namespace parley::app
