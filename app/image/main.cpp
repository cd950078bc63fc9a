// parley-image avatar|picture <pixels> <file>: looks at one picture for the
// server, apart from it, because what decodes strangers' bytes may crash or
// take all it can get. Answers in one line:
//
//   ok <type> <width> <height> <bettered> <thumbnail>   exit 0
//   refused unsupported|pixels|damaged                  exit 0
//
// and leaves <file>.better and <file>.thumb.

#include <sys/prctl.h>
#include <sys/resource.h>
#include <vips/vips.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>

#include "app/image/container.hpp"

namespace {

constexpr int avatar_side = 256;
constexpr int thumbnail_side = 640;
constexpr rlim_t most_memory = rlim_t{1} << 30;
constexpr rlim_t most_seconds = 10;
constexpr rlim_t most_output = rlim_t{64} << 20;

struct unref {
  void operator()(VipsImage* image) const { g_object_unref(image); }
};
using image = std::unique_ptr<VipsImage, unref>;

[[noreturn]] void answer(const std::string& line) {
  std::fputs((line + "\n").c_str(), stdout);
  std::fflush(stdout);
  // No destructors: libvips has nothing left that must be tidied.
  std::_Exit(0);
}

[[noreturn]] void refuse(std::string_view why) {
  answer("refused " + std::string{why});
}

void require(int failed) {
  if (failed != 0) refuse("damaged");
}

// Takes what libvips wrote to a pointer.
template <class Operation>
image made_by(Operation operation) {
  VipsImage* out = nullptr;
  require(operation(&out));
  return image{out};
}

void limit(int what, rlim_t most) {
  const rlimit both{most, most};
  ::setrlimit(static_cast<__rlimit_resource>(what), &both);
}

void bound_oneself() {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  // The chat goes first.
  ::setpriority(PRIO_PROCESS, 0, 10);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_CPU, most_seconds);
  limit(RLIMIT_FSIZE, most_output);
#ifndef __SANITIZE_ADDRESS__
  limit(RLIMIT_AS, most_memory);
#endif
}

// Only the four that browsers show everywhere: libvips knows dozens, and each
// is a way in.
void allow_few_loaders() {
  vips_operation_block_set("VipsForeignLoad", TRUE);
  for (const char* each : {"VipsForeignLoadJpeg", "VipsForeignLoadPng",
                           "VipsForeignLoadWebp", "VipsForeignLoadNsgif"})
    vips_operation_block_set(each, FALSE);
}

std::string type_of(const char* file) {
  const char* loader = vips_foreign_find_load(file);
  const std::string_view name = loader != nullptr ? loader : "";
  for (const auto& [beginning, type] :
       {std::pair{"VipsForeignLoadJpeg", "image/jpeg"},
        std::pair{"VipsForeignLoadPng", "image/png"},
        std::pair{"VipsForeignLoadWebp", "image/webp"},
        std::pair{"VipsForeignLoadNsgif", "image/gif"}})
    if (name.starts_with(beginning)) return type;
  refuse("unsupported");
}

// Everything but what is needed to show it: where it was taken, by whom, with
// what.
bool is_metadata(std::string_view name) {
  for (std::string_view beginning :
       {"exif-", "xmp-data", "iptc-data", "photoshop-data", "png-comment",
        "gif-comment"})
    if (name.starts_with(beginning)) return true;
  return false;
}

template <class Visitor>
void for_each_field(VipsImage* of, Visitor visit) {
  char** names = vips_image_get_fields(of);
  for (char** each = names; each != nullptr && *each != nullptr; ++each)
    visit(*each);
  g_strfreev(names);
}

bool holds_more(const char* file, const std::string& type) {
  std::ifstream opened{file, std::ios::binary};
  const std::string bytes{std::istreambuf_iterator<char>{opened}, {}};
  return type == "image/png" ? parley::image::holds_more_in_png(bytes)
                             : parley::image::holds_more_in_jpeg(bytes);
}

bool has_metadata(VipsImage* of) {
  bool found = false;
  for_each_field(of,
                 [&](const char* name) { found = found || is_metadata(name); });
  return found;
}

// The savers' own "strip" leaves EXIF in a WebP.
image without_metadata(VipsImage* from) {
  auto clean =
      made_by([&](VipsImage** out) { return vips_copy(from, out, nullptr); });
  for_each_field(from, [&](const char* name) {
    if (is_metadata(name)) vips_image_remove(clean.get(), name);
  });
  return clean;
}

void save_webp(VipsImage* what, const std::string& to, int quality) {
  const auto clean = without_metadata(what);
  require(vips_webpsave(clean.get(), to.c_str(), "Q", quality, "strip", TRUE,
                        nullptr));
}

// Reads again, upright and in the colours that every screen knows.
image readable(const char* file, int pages) {
  auto whole = made_by([&](VipsImage** out) {
    *out = pages > 1 ? vips_image_new_from_file(file, "n", -1, nullptr)
                     : vips_image_new_from_file(file, nullptr);
    return *out != nullptr ? 0 : -1;
  });
  if (pages > 1) return whole;
  auto upright = made_by(
      [&](VipsImage** out) { return vips_autorot(whole.get(), out, nullptr); });
  if (vips_image_get_typeof(upright.get(), VIPS_META_ICC_NAME) == 0)
    return upright;
  return made_by([&](VipsImage** out) {
    return vips_icc_transform(upright.get(), out, "srgb", "embedded", TRUE,
                              nullptr);
  });
}

void save_better(const char* file, const std::string& type, VipsImage* what) {
  const auto to = std::string{file} + ".better";
  if (type == "image/webp") return save_webp(what, to, 90);
  const auto clean = without_metadata(what);
  if (type == "image/png")
    return require(
        vips_pngsave(clean.get(), to.c_str(), "strip", TRUE, nullptr));
  require(vips_jpegsave(clean.get(), to.c_str(), "Q", 90, "strip", TRUE,
                        "optimize_coding", TRUE, nullptr));
}

std::string report(const std::string& type, int width, int height,
                   bool bettered, bool thumbnail) {
  return "ok " + type + ' ' + std::to_string(width) + ' ' +
         std::to_string(height) + (bettered ? " 1" : " 0") +
         (thumbnail ? " 1" : " 0");
}

void make_avatar(const char* file) {
  auto square = made_by([&](VipsImage** out) {
    return vips_thumbnail(file, out, avatar_side, "height", avatar_side, "crop",
                          VIPS_INTERESTING_CENTRE, "export_profile", "srgb",
                          "fail_on", VIPS_FAIL_ON_TRUNCATED, nullptr);
  });
  save_webp(square.get(), std::string{file} + ".better", 80);
  answer(report("image/webp", avatar_side, avatar_side, true, false));
}

void make_thumbnail(const char* file) {
  auto small = made_by([&](VipsImage** out) {
    return vips_thumbnail(file, out, thumbnail_side, "height", thumbnail_side,
                          "size", VIPS_SIZE_DOWN, "export_profile", "srgb",
                          "fail_on", VIPS_FAIL_ON_TRUNCATED, nullptr);
  });
  save_webp(small.get(), std::string{file} + ".thumb", 75);
}

void look(std::string_view purpose, double most_pixels, const char* file) {
  const auto type = type_of(file);
  // The header alone: nothing is decoded before its size is known.
  const auto seen = made_by([&](VipsImage** out) {
    *out = vips_image_new_from_file(file, "access", VIPS_ACCESS_SEQUENTIAL,
                                    nullptr);
    return *out != nullptr ? 0 : -1;
  });
  const int width = vips_image_get_width(seen.get());
  const int height = vips_image_get_height(seen.get());
  const int pages = vips_image_get_n_pages(seen.get());
  const double pixels = static_cast<double>(width) * height;
  if (pixels > most_pixels) refuse("pixels");
  if (purpose == "avatar") return make_avatar(file);
  make_thumbnail(file);
  const bool by_container = type == "image/png" || type == "image/jpeg";
  const bool more =
      by_container ? holds_more(file, type) : has_metadata(seen.get());
  if (type == "image/gif" || !more)
    answer(report(type, width, height, false, true));
  if (pixels * pages > most_pixels) refuse("pixels");
  const auto clean = readable(file, type == "image/webp" ? pages : 1);
  save_better(file, type, clean.get());
  const int shown = vips_image_get_page_height(clean.get());
  answer(report(type, vips_image_get_width(clean.get()), shown, true, true));
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) {
    std::fputs("parley-image avatar|picture <pixels> <file>\n", stderr);
    return 2;
  }
  bound_oneself();
  // Large pictures stay in memory, which is bounded, and off the disk.
  ::setenv("VIPS_DISC_THRESHOLD", "2g", 1);
  if (vips_init(arguments[0]) != 0) return 3;
  vips_concurrency_set(1);
  vips_cache_set_max(0);
  allow_few_loaders();
  look(arguments[1], std::strtod(arguments[2], nullptr), arguments[3]);
}
