#include <catch2/catch.hpp>

#include "tests/config/temporary_folder.hpp"
#include "tests/layers/include_rules.hpp"

using namespace parley::layers;
using strings = std::vector<std::string>;

namespace {

const layer& layer_of(std::string_view folder) {
  for (const auto& candidate : layers())
    if (candidate.folder == folder) return candidate;
  FAIL("no such layer");
  return layers().front();
}

strings broken_in(std::string_view folder, std::string_view source) {
  return broken_rules(layer_of(folder), source);
}

}  // namespace

TEST_CASE("layers: no source of the project includes against the arrows",
          "[layers]") {
  // Tests run in the source folder (see parley_test).
  REQUIRE(std::filesystem::exists("core/result.hpp"));

  auto broken = broken_rules(std::filesystem::path{"."});

  for (const auto& why : broken) UNSCOPED_INFO(why);
  CHECK(broken.empty());
}

TEST_CASE("layers: an include against an arrow is found with its line",
          "[layers]") {
  CHECK(broken_in("core", "#pragma once\n#include \"config/load.hpp\"\n") ==
        strings{"2: core must not use config/load.hpp"});
  CHECK(broken_in("storage", "#include \"actors/registry.hpp\"").size() == 1);
  CHECK(broken_in("actors", "#include \"net/http/router.hpp\"").size() == 1);
  CHECK(broken_in("net", "#include \"ai/provider.hpp\"").size() == 1);
  CHECK(broken_in("net", "#include \"app/main.hpp\"").size() == 1);
  CHECK(broken_in("bench", "#include \"net/reactor.hpp\"").size() == 1);
}

TEST_CASE("layers: an include along the arrows is fine", "[layers]") {
  CHECK(broken_in("core",
                  "#include \"core/ids.hpp\"\n#include <string>\n"
                  "#include <boost/system/result.hpp>\n")
            .empty());
  CHECK(broken_in("app", "#include \"net/http/router.hpp\"").empty());
  CHECK(broken_in("net", "#include <boost/asio.hpp>\n#include <caf/all.hpp>")
            .empty());
}

TEST_CASE("layers: foreign libraries stay in their layers", "[layers]") {
  for (auto header : {"<caf/all.hpp>", "<boost/asio.hpp>",
                      "<boost/asio/ip/tcp.hpp>", "<boost/beast/http.hpp>",
                      "<sqlite3.h>", "<nlohmann/json.hpp>", "<simdjson.h>"}) {
    INFO(header);
    CHECK(broken_in("core", std::string{"#include "} + header).size() == 1);
  }
  CHECK(broken_in("storage", "#include <caf/actor.hpp>").size() == 1);
  CHECK(broken_in("storage", "#include <boost/asio/post.hpp>").size() == 1);
  CHECK(broken_in("storage", "#include <sqlite3.h>").empty());
  CHECK(broken_in("actors", "#include <boost/asio/post.hpp>").size() == 1);
  CHECK(broken_in("actors", "#include <sqlite3.h>").size() == 1);
  CHECK(broken_in("net", "#include <sqlite3.h>").size() == 1);
  CHECK(broken_in("net", "#include <spdlog/spdlog.h>").size() == 1);
}

TEST_CASE("layers: odd spelling does not hide an include", "[layers]") {
  CHECK(broken_in("core", "  #  include   <caf/all.hpp>").size() == 1);
  CHECK(broken_in("core", "#include\"net/x.hpp\"").size() == 1);
  CHECK(broken_in("core", "// #include <caf/all.hpp>").empty());
}

TEST_CASE("layers: our headers are included from the root", "[layers]") {
  CHECK(broken_in("net", "#include \"router.hpp\"").size() == 1);
  CHECK(broken_in("net", "#include \"../core/ids.hpp\"").size() == 1);
}

TEST_CASE("layers: a whole tree is searched, folders without a rule are told",
          "[layers]") {
  parley::config::temporary_folder root;
  for (auto folder : {"core/deep", "util", "docs"})
    std::filesystem::create_directories(root.path() / folder);
  root.write("core/deep/bad.cpp", "#include <caf/all.hpp>\n");
  root.write("core/deep/readme.txt", "#include <caf/all.hpp>\n");
  root.write("util/strings.hpp", "");
  root.write("docs/example.cpp", "#include <caf/all.hpp>\n");

  auto broken = broken_rules(root.path());

  CHECK(broken == strings{"util: has sources but no rule",
                          "core/deep/bad.cpp:1: core must not use "
                          "<caf/all.hpp>"});
}
