// What a page says of itself, for clients that show links.

#include "net/api/api.hpp"

namespace parley::net::api {

namespace {

using namespace actors;

answer preview(identity_ptr who, request& from, const context& with) {
  if (with.previews.previewers.empty())
    co_return http::error(
        {core::errc::not_implemented, "this server makes no link previews"},
        from);
  auto place = with.previews.slots->enter(who->user.str());
  if (!place) co_return http::error(place.error(), from);
  preview_page order{std::string{from.query.get("url").value_or("")},
                     std::move(*place)};
  auto whom = with.previews.for_page(order.url);
  auto content = caf::make_message(std::move(order));
  auto page = co_await ask<page_summary>(with.gate(), whom, std::move(content));
  if (!page) co_return http::error(page.error(), from);
  co_return object_response(200, [&](json::writer& out) {
    out.begin_object()
        .member("url", page->url)
        .member("title", page->title)
        .member("description", page->description)
        .member("image", page->image)
        .member("siteName", page->site_name)
        .end_object();
  });
}

}  // namespace

void add_preview_routes(http::router& to, const context& with) {
  to.add(http::verb::get, "/api/link-preview", for_users(with, preview));
}

}  // namespace parley::net::api
