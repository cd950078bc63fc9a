#include "core/this_machine.hpp"

#include <catch2/catch.hpp>

using namespace parley::core;

TEST_CASE("this machine: is where the host of a URL leads", "[core]") {
  for (auto near : {"http://127.0.0.1:80/", "http://127.9.9.9", "http://[::1]",
                    "http://localhost:3000/x?y#z", "smtp://a:b@localhost"})
    CHECK(is_on_this_machine(near));
  for (auto far :
       {"http://127.0.0.1:x@idp.example/", "http://127.0.0.1.example",
        "http://localhosts", "http://[::2]/", "http://idp.example#@localhost",
        "http://idp.example/@localhost", "http://idp.example?@localhost",
        "127.0.0.1", ""})
    CHECK_FALSE(is_on_this_machine(far));
}

TEST_CASE("this machine: a URL may name who asks", "[core]") {
  CHECK(has_user_info("https://user:word@idp.example/keys"));
  CHECK(has_user_info("http://127.0.0.1:x@idp.example"));
  CHECK_FALSE(has_user_info("https://idp.example/keys?mail=a@b.example"));
  CHECK_FALSE(has_user_info("a@b.example"));
}
