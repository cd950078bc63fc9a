#include "actors/previews/page_summary.hpp"

#include <libxml/HTMLparser.h>
#include <libxml/uri.h>

#include <memory>

namespace parley::actors {

namespace {

constexpr std::size_t longest_title = 300;
constexpr std::size_t longest_description = 1000;

struct free_document {
  void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
};
struct free_text {
  void operator()(xmlChar* text) const { xmlFree(text); }
};
using owned_text = std::unique_ptr<xmlChar, free_text>;

std::string to_string(const owned_text& text) {
  return text ? reinterpret_cast<const char*>(text.get()) : "";
}

const xmlChar* name(const char* text) {
  return reinterpret_cast<const xmlChar*>(text);
}

std::string attribute(xmlNode* of, const char* key) {
  return to_string(owned_text{xmlGetProp(of, name(key))});
}

/// Without line breaks and runs of spaces, cut where a character begins.
std::string tidy(std::string_view text, std::size_t longest) {
  std::string tidied;
  for (char c : text) {
    const bool space = static_cast<unsigned char>(c) <= ' ';
    if (!space) tidied += c;
    else if (!tidied.empty() && tidied.back() != ' ') tidied += ' ';
  }
  if (!tidied.empty() && tidied.back() == ' ') tidied.pop_back();
  if (tidied.size() <= longest) return tidied;
  auto end = longest;
  while (end > 0 && (static_cast<unsigned char>(tidied[end]) & 0xC0) == 0x80)
    --end;
  tidied.resize(end);
  return tidied + "…";
}

void keep_first(std::string& to, std::string_view text, std::size_t longest) {
  if (to.empty()) to = tidy(text, longest);
}

struct gathered {
  page_summary page;
  std::string title;        ///< of <title>
  std::string description;  ///< of <meta name>
};

void read_meta(xmlNode* node, gathered& to) {
  auto key = attribute(node, "property");
  if (key.empty()) key = attribute(node, "name");
  auto content = attribute(node, "content");
  if (key == "og:title") keep_first(to.page.title, content, longest_title);
  else if (key == "og:description")
    keep_first(to.page.description, content, longest_description);
  else if (key == "og:image")
    keep_first(to.page.image, content, longest_page_url);
  else if (key == "og:site_name")
    keep_first(to.page.site_name, content, longest_title);
  else if (key == "description")
    keep_first(to.description, content, longest_description);
}

bool is(const xmlNode* node, const char* element) {
  return node->type == XML_ELEMENT_NODE &&
         xmlStrEqual(node->name, name(element)) != 0;
}

/// The parser gives every page a head; nothing else is looked at.
void read_head(xmlNode* root, gathered& to) {
  if (root == nullptr) return;
  for (auto* part = root->children; part != nullptr; part = part->next) {
    if (!is(part, "head")) continue;
    for (auto* node = part->children; node != nullptr; node = node->next) {
      if (is(node, "meta")) read_meta(node, to);
      if (is(node, "title"))
        keep_first(to.title, to_string(owned_text{xmlNodeGetContent(node)}),
                   longest_title);
    }
  }
}

/// The address of a picture, made absolute; empty unless browsers may load it.
std::string absolute(const std::string& reference, const std::string& base) {
  if (reference.empty()) return {};
  owned_text built{xmlBuildURI(name(reference.c_str()), name(base.c_str()))};
  auto url = to_string(built);
  const bool web = url.starts_with("http://") || url.starts_with("https://");
  return web && url.size() <= longest_page_url ? url : std::string{};
}

}  // namespace

std::optional<page_summary> summarize_page(std::string_view html,
                                           const std::string& url,
                                           const std::string& charset) {
  constexpr int quiet = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR |
                        HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
                        HTML_PARSE_COMPACT;
  std::unique_ptr<xmlDoc, free_document> document{
      htmlReadMemory(html.data(), static_cast<int>(html.size()), url.c_str(),
                     charset.empty() ? nullptr : charset.c_str(), quiet)};
  if (!document) return std::nullopt;
  gathered found;
  read_head(xmlDocGetRootElement(document.get()), found);
  auto& page = found.page;
  if (page.title.empty()) page.title = found.title;
  if (page.description.empty()) page.description = found.description;
  if (page.title.empty()) return std::nullopt;
  page.url = url;
  page.image = absolute(page.image, url);
  return page;
}

}  // namespace parley::actors
