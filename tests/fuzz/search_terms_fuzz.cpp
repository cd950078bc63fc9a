// Promises of the search: no text breaks it, its terms are parts of the text in
// order, the index of it has bounds and only what FTS5 takes for words, and a
// snippet shows nothing but the text.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "storage/search_terms.hpp"
#include "storage/snippet.hpp"

namespace {

using namespace parley::storage;

void require(bool promise) {
  if (!promise) std::abort();
}

bool is_of_key(char c) {
  return static_cast<unsigned char>(c) >= 0x80 || (c >= 'a' && c <= 'z') ||
         (c >= '0' && c <= '9');
}

void check_terms(std::string_view text) {
  std::size_t end = 0;
  for (const auto& each : terms_of(text)) {
    require(!each.key.empty());
    require(each.begin >= end && each.end > each.begin);
    for (char c : each.key) require(is_of_key(c));
    end = each.end;
  }
  require(end <= text.size());
  require(index_text(text).size() <= 12 * text.size());
}

void check_snippet(std::string_view content, std::string_view words) {
  std::string joined;
  for (const auto& part : make_snippet(content, words)) {
    require(!part.text.empty());
    joined += part.text;
  }
  constexpr std::string_view more = "…";
  require(joined.size() <= 240 + 2 * more.size() + 4);
  std::string_view shown = joined;
  if (content.find(shown) != content.npos) return;
  if (shown.ends_with(more)) shown.remove_suffix(more.size());
  if (content.find(shown) != content.npos) return;
  require(shown.starts_with(more));
  shown.remove_prefix(more.size());
  require(content.find(shown) != content.npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size == 0) return 0;
  const std::string_view input{reinterpret_cast<const char*>(data) + 1,
                               size - 1};
  check_terms(input);
  const auto words = input.substr(0, data[0]);
  for (const auto& each : patterns_of(words)) require(!each.keys.empty());
  check_snippet(input, words);
  check_snippet(input.substr(words.size()), words);
  return 0;
}
