#include "net/api/static_file.hpp"

#include <catch2/catch.hpp>

#include "web/docs_page.hpp"

using namespace parley;
using namespace parley::net;
using namespace parley::net::api;

TEST_CASE("static file: compressed or not, no answer has bytes of its own",
          "[net][api]") {
  for (const auto& each : web::docs_page()) {
    static_file file{each};
    http::request plain;
    http::request zips;
    zips.headers.set("Accept-Encoding", "br, gzip");

    auto inflated = file.answer(plain);
    CHECK(inflated.body.empty());
    CHECK(inflated.size() != each.bytes.size());
    CHECK(inflated.headers.get("Content-Encoding").empty());
    auto compressed = file.answer(zips);
    CHECK(compressed.body.empty());
    CHECK(compressed.size() == each.bytes.size());
    CHECK(compressed.headers.get("Content-Encoding") == "gzip");
  }
}
