#include "core/seldom.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using parley::core::seldom;

TEST_CASE("seldom: costs a pointer and is the default until it is set",
          "[core]") {
  seldom<std::string> word;
  CHECK(sizeof word == sizeof(void*));
  CHECK(word->empty());

  word.set("busy");
  CHECK(*word == "busy");
  word.edit() += '!';
  CHECK(*word == "busy!");
  word.set({});
  CHECK(word->empty());
}

TEST_CASE("seldom: what is taken is there no more", "[core]") {
  seldom<std::vector<int>> few;
  CHECK(few.take().empty());

  few.edit().push_back(7);
  CHECK(few.take() == std::vector{7});
  CHECK(few->empty());
}
