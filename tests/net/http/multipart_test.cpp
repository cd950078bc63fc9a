#include "net/http/multipart.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <optional>
#include <vector>

using namespace parley;
using namespace parley::net::http;
using event = multipart_reader::event;

namespace {

struct read_part {
  std::string name;
  std::string file_name;
  bool is_file = false;
  std::string data;
  bool ended = false;

  bool operator==(const read_part&) const = default;
};

struct read_form {
  std::vector<read_part> parts;
  bool ended = false;
  std::optional<core::errc> refused;
  std::size_t most_held = 0;

  bool operator==(const read_form& other) const {
    return parts == other.parts && ended == other.ended &&
           refused == other.refused;
  }
};

// Takes all events of what was appended; false after the last one.
bool drain(multipart_reader& reader, read_form& into) {
  for (;;) {
    auto got = reader.next();
    if (!got) {
      into.refused = got.error().code;
      return false;
    }
    switch (*got) {
      case event::need_more:
        into.most_held = std::max(into.most_held, reader.held());
        return true;
      case event::part:
        into.parts.push_back({reader.part().name,
                              reader.part().file_name,
                              reader.part().is_file,
                              {},
                              false});
        break;
      case event::data:
        into.parts.back().data += reader.data();
        break;
      case event::part_end:
        into.parts.back().ended = true;
        break;
      case event::end:
        into.ended = true;
        return false;
    }
  }
}

read_form read_in_pieces(std::string_view text, std::size_t piece) {
  multipart_reader reader{"B-1", {.parts = 3, .header = 200}};
  read_form form;
  while (!text.empty()) {
    auto size = std::min(piece, text.size());
    reader.append(text.substr(0, size));
    text.remove_prefix(size);
    if (!drain(reader, form)) break;
  }
  return form;
}

read_form read(std::string_view text) {
  return read_in_pieces(text, text.size());
}

std::string part(std::string_view disposition, std::string_view data) {
  return std::string{"--B-1\r\nContent-Disposition: form-data; "}
      .append(disposition)
      .append("\r\nContent-Type: text/plain\r\n\r\n")
      .append(data)
      .append("\r\n");
}

const std::string end = "--B-1--\r\n";

}  // namespace

TEST_CASE("multipart: a form is read part by part", "[net][http][multipart]") {
  auto form = read(part("name=\"note\"", "hello") +
                   part("name=\"file\"; filename=\"a b.txt\"", "one\r\ntwo") +
                   part("name=empty; filename=\"\"", "") + end);

  REQUIRE(form.parts.size() == 3);
  CHECK(form.parts[0] == read_part{"note", "", false, "hello", true});
  CHECK(form.parts[1] ==
        read_part{"file", "a b.txt", true, "one\r\ntwo", true});
  CHECK(form.parts[2] == read_part{"empty", "", true, "", true});
  CHECK(form.ended);
}

TEST_CASE("multipart: it makes no difference where the form is cut",
          "[net][http][multipart]") {
  // Data full of what looks like the beginning of a boundary.
  const std::string near = "\r\n--B-\r\n--B\r\r\n\r\n--B-2--B-1\r\n-\r\n--";
  const auto text = "preamble\r\n" + part("name=\"a\"; filename=x", near) +
                    part("name=\"b\"", "\r\n") + end + "epilogue";
  const auto whole = read(text);
  REQUIRE(whole.ended);
  REQUIRE(whole.parts.at(0).data == near);

  for (std::size_t piece = 1; piece < text.size(); ++piece)
    CHECK(read_in_pieces(text, piece) == whole);
  for (std::size_t cut = 1; cut < text.size(); ++cut) {
    multipart_reader reader{"B-1", {.parts = 3, .header = 200}};
    read_form form;
    reader.append(std::string_view{text}.substr(0, cut));
    if (drain(reader, form)) {
      reader.append(std::string_view{text}.substr(cut));
      drain(reader, form);
    }
    CHECK(form == whole);
  }
}

TEST_CASE("multipart: a form that is cut off never ends",
          "[net][http][multipart]") {
  const auto text = part("name=\"a\"; filename=x", "data") + end;
  for (std::size_t size = 0; size < text.size() - end.size() + 7; ++size)
    CHECK_FALSE(read(text.substr(0, size)).ended);
}

TEST_CASE("multipart: little of a large part is held back",
          "[net][http][multipart]") {
  const auto text =
      part("name=\"a\"; filename=x", std::string(1 << 20, '\r')) + end;

  auto form = read_in_pieces(text, 4096);

  CHECK(form.ended);
  CHECK(form.parts.at(0).data.size() == 1 << 20);
  CHECK(form.most_held <= 200);
}

TEST_CASE("multipart: quotes in file names are read as clients write them",
          "[net][http][multipart]") {
  auto [sent, meant] = GENERATE(
      table<std::string, std::string>({{R"("a%22b%22.txt")", R"(a"b".txt)"},
                                       {R"("a\"b\".txt")", R"(a"b".txt)"},
                                       {R"("C:\dir\a.txt")", R"(C:\dir\a.txt)"},
                                       {R"("a;b=c.txt")", "a;b=c.txt"},
                                       {"plain.txt", "plain.txt"},
                                       {R"(")", R"(")"}}));

  auto form = read(part("name=\"f\"; filename=" + sent, "x") + end);

  REQUIRE(form.parts.size() == 1);
  CHECK(form.parts[0].file_name == meant);
}

TEST_CASE("multipart: what is no form is refused", "[net][http][multipart]") {
  auto text = GENERATE_COPY(
      "--B-1\r\n\r\nno header\r\n" + end,
      "--B-1\r\nContent-Type: text/plain\r\n\r\nx\r\n" + end,
      "--B-1\r\nContent-Disposition: form-data\r\n\r\nx\r\n" + end,
      "--B-1\r\nContent-Disposition: attachment; name=x\r\n\r\nx\r\n" + end,
      "--B-1\r\nContent-Disposition: form-data; name=a\r\n"
      "Content-Disposition: form-data; name=b\r\n\r\nx\r\n" +
          end,
      "--B-1\r\nno colon\r\n\r\nx\r\n" + end, "--B-1x\r\n" + end,
      "--B-1" + std::string(65, ' ') + "\r\n" + end);

  CHECK(read(text).refused == core::errc::invalid_request);
}

TEST_CASE("multipart: parts and their headers have bounds",
          "[net][http][multipart]") {
  std::string four;
  for (int i = 0; i < 4; ++i) four += part("name=\"a\"", "");
  CHECK(read(four + end).refused == core::errc::invalid_request);

  const auto wide = part("name=\"" + std::string(300, 'x') + "\"", "") + end;
  CHECK(read(wide).refused == core::errc::header_too_large);
  CHECK(read_in_pieces(wide, 1).refused == core::errc::header_too_large);
}

TEST_CASE("multipart: the boundary stands in the Content-Type",
          "[net][http][multipart]") {
  CHECK(boundary_of("multipart/form-data; boundary=abc").value() == "abc");
  CHECK(boundary_of("Multipart/Form-Data; charset=x; Boundary=\"a b:c\"")
            .value() == "a b:c");
  CHECK(boundary_of("multipart/mixed; boundary=a").error().code ==
        core::errc::unsupported_media);
  CHECK(boundary_of("").error().code == core::errc::unsupported_media);
  auto bad = GENERATE("", "; boundary=", "; boundary=\"a \"",
                      "; boundary=\"a\tb\"", "; boundary=<>");
  CHECK(boundary_of("multipart/form-data" + std::string{bad}).error().code ==
        core::errc::invalid_request);
  CHECK(boundary_of("multipart/form-data; boundary=" + std::string(71, 'x'))
            .error()
            .code == core::errc::invalid_request);
}
