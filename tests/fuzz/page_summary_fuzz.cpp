// Promises of the reader of other people's pages: no HTML breaks it, and what
// a preview shows is bounded text on one line, its picture one of the web.

#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "actors/previews/page_summary.hpp"

namespace {

constexpr std::array<const char*, 6> charsets{
    "", "utf-8", "iso-8859-1", "utf-16le", "shift_jis", "nonsense"};

void require(bool promise) {
  if (!promise) std::abort();
}

void check_text(std::string_view text, std::size_t longest) {
  constexpr std::string_view cut = "…";
  require(text.size() <= longest + cut.size());
  for (const char c : text) require(static_cast<unsigned char>(c) >= ' ');
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size == 0) return 0;
  const std::string_view html{reinterpret_cast<const char*>(data) + 1,
                              size - 1};
  const auto page = parley::actors::summarize_page(
      html, "https://example.org/a/page", charsets[data[0] % charsets.size()]);
  if (!page) return 0;
  require(!page->title.empty());
  check_text(page->title, 300);
  check_text(page->description, 1000);
  check_text(page->site_name, 300);
  check_text(page->image, parley::actors::longest_page_url);
  require(page->image.empty() || page->image.starts_with("http://") ||
          page->image.starts_with("https://"));
  return 0;
}
