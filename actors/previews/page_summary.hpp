#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace parley::actors {

/// Bytes of an address, asked for or told of.
inline constexpr std::size_t longest_page_url = 2048;

/// What a page says of itself. Plain text, bounded; `image` is an http(s)
/// address.
struct page_summary {
  std::string url;
  std::string title;
  std::string description;
  std::string image;
  std::string site_name;
};

/// Reads `<title>`, Open Graph (ogp.me) and the description from the HTML of
/// the page at `url`, of which only the beginning may be there. None when it
/// has no title.
std::optional<page_summary> summarize_page(std::string_view html,
                                           const std::string& url,
                                           const std::string& charset);

}  // namespace parley::actors
