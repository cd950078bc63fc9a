#include <iostream>

#include "app/commands.hpp"
#include "config/describe.hpp"

namespace parley::app {

int check_config(const config::loaded& with) {
  std::cout << config::describe(with);
  return 0;
}

}  // namespace parley::app
