#include "net/api/openapi.hpp"

#include <memory>
#include <nlohmann/json.hpp>

#include "net/api/openapi/document.hpp"
#include "net/api/static_file.hpp"
#include "net/http/shared_content.hpp"
#include "net/json/shape.hpp"
#include "web/docs_page.hpp"

namespace parley::net::api {

namespace {

using namespace openapi;

struct texts {
  std::string json;
  std::string yaml;
};

// One of those in `texts`.
answer show(std::shared_ptr<const texts> of, const std::string& text,
            std::string_view type) {
  auto made = http::shared_content(type, text, std::move(of));
  co_return made;
}

// Not `upgrade-insecure-requests`: the page may be read without TLS.
constexpr std::string_view page_policy =
    "default-src 'self';base-uri 'none';frame-ancestors 'self';"
    "img-src 'self' data:;object-src 'none';script-src 'self';"
    "style-src 'self' 'unsafe-inline'";

void add_page(http::router& to) {
  for (const auto& each : web::docs_page()) {
    auto path = std::string{"/docs"};
    if (each.name != "index.html") path.append("/").append(each.name);
    auto file = std::make_shared<const static_file>(each);
    to.add(
        http::verb::get, path,
        [file](request& from) -> answer {
          auto made = file->answer(from);
          made.headers.set("Content-Security-Policy", page_policy);
          co_return made;
        },
        http::uncounted);
  }
}

}  // namespace

void add_openapi_routes(http::router& to, const context& with) {
  auto written = std::make_shared<texts>();
  to.add(
      http::verb::get, "/openapi.json",
      [written](request&) {
        return show(written, written->json, "application/json; charset=utf-8");
      },
      http::uncounted);
  to.add(
      http::verb::get, "/openapi.yaml",
      [written](request&) {
        return show(written, written->yaml, "application/yaml; charset=utf-8");
      },
      http::uncounted);
  add_page(to);

  auto topics = all_topics();
  auto routes = described_routes(topics, to);
  auto schemas = known_schemas();
  for (auto& each : routes)
    if (each.target->options.body == http::body_kind::json)
      each.target->options.shape =
          json::shape::of(schemas, std::string{each.what->body});
  auto document = document_of(routes, with.version);
  written->json = document.dump();
  written->yaml = to_yaml(document);
}

}  // namespace parley::net::api
