#include <iostream>

#include "app/commands.hpp"
#include "config/describe.hpp"
#include "config/secrets.hpp"

namespace parley::app {

int check_config(const config::loaded& with) {
  if (with.own.contains("dotenv-example")) {
    std::cout << config::dotenv_example();
    return 0;
  }
  std::cout << config::describe(with);
  // In development a missing secret would be made here: not what was asked.
  if (!with.values.production()) return 0;
  auto keys = config::open_keyring(with.values);
  if (keys) return 0;
  std::cerr << "parley check-config: " << keys.error().message() << '\n';
  return 1;
}

}  // namespace parley::app
