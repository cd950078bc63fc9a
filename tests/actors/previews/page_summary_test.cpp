#include "actors/previews/page_summary.hpp"

#include <catch2/catch.hpp>

using namespace parley::actors;

namespace {

const std::string url = "https://example.org/a/page";

std::optional<page_summary> read(const std::string& html,
                                 const std::string& charset = {}) {
  return summarize_page(html, url, charset);
}

}  // namespace

TEST_CASE("page_summary: Open Graph comes before the rest",
          "[actors][previews]") {
  auto page = read(R"(<!doctype html><html><head><title>Plain</title>
    <meta name="description" content="plain words">
    <meta property="og:title" content="A &amp; B">
    <meta property="og:description" content=" many
      words ">
    <meta property="og:image" content="../pic.png">
    <meta property="og:site_name" content="Example"></head></html>)");

  REQUIRE(page);
  CHECK(page->title == "A & B");
  CHECK(page->description == "many words");
  CHECK(page->image == "https://example.org/pic.png");
  CHECK(page->site_name == "Example");
  CHECK(page->url == url);
}

TEST_CASE("page_summary: a title alone is enough, nothing is too little",
          "[actors][previews]") {
  CHECK(read("<title>Only this</title><p>text")->title == "Only this");
  CHECK(read("<meta name=description content=d><title>t")->description == "d");
  CHECK_FALSE(read("<html><body>no head</body></html>"));
  CHECK_FALSE(read(""));
  CHECK_FALSE(read("\xFF\xFE\x00garbage"));
}

TEST_CASE("page_summary: what is in the body does not count",
          "[actors][previews]") {
  CHECK_FALSE(
      read("<html><head></head><body><svg><title>icon</title></svg>"
           "<meta property='og:title' content='x'></body></html>"));
}

TEST_CASE("page_summary: only pictures of the web", "[actors][previews]") {
  auto image = [](const std::string& content) {
    return read("<title>t</title><meta property=og:image content=\"" + content +
                "\">")
        ->image;
  };
  CHECK(image("https://cdn.example.org/x.png") ==
        "https://cdn.example.org/x.png");
  CHECK(image("//cdn.example.org/x.png") == "https://cdn.example.org/x.png");
  CHECK(image("javascript:alert(1)").empty());
  CHECK(image("data:image/png;base64,AA").empty());
  CHECK(image("file:///etc/passwd").empty());
}

TEST_CASE("page_summary: other charsets become UTF-8", "[actors][previews]") {
  CHECK(read("<title>caf\xE9</title>", "ISO-8859-1")->title == "café");
  CHECK(read("<meta charset=utf-8><title>café</title>")->title == "café");
}

TEST_CASE("page_summary: what is long is cut, what nests deep is survived",
          "[actors][previews]") {
  std::string title;
  for (int i = 0; i < 1000; ++i) title += "ä";
  auto page = read("<meta charset=utf-8><title>" + title + "</title>");
  CHECK(page->title.size() <= 310);
  CHECK(page->title.ends_with("ä…"));

  std::string deep = "<title>t</title>";
  for (int i = 0; i < 100'000; ++i) deep += "<div>";
  CHECK(read(deep)->title == "t");
}
