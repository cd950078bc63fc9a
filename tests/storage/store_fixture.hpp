#pragma once

// The engines that the contract tests run on, and a small world to write them
// in. A new engine passes the contract by standing in `engines`.

#include <catch2/catch.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "storage/store.hpp"

namespace parley::storage::tests {

/// Fails the test with the failure's sentence.
template <class T>
T must(core::result<T> outcome) {
  if (!outcome) {
    INFO("failure: " << outcome.error().message());
    REQUIRE(outcome.has_value());
  }
  if constexpr (!std::is_void_v<T>) return std::move(*outcome);
}

/// The code of an expected failure.
template <class T>
core::errc error_of(const core::result<T>& outcome) {
  REQUIRE(outcome.has_error());
  return outcome.error().code;
}

/// A folder that is removed when the test ends.
class temporary_folder {
 public:
  temporary_folder();
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;
  ~temporary_folder();

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path file() const { return path_ / "parley.db"; }

  /// Options for a store in this folder.
  sqlite_options options() const;

 private:
  std::filesystem::path path_;
};

struct sqlite_file {
  temporary_folder folder;
  std::unique_ptr<store> open() { return must(open_sqlite(folder.options())); }
};

struct sqlite_memory {
  std::unique_ptr<store> open() { return must(open_sqlite({})); }
};

using engines = std::tuple<sqlite_file, sqlite_memory>;

/// An open writer and reader, and shorthands for what most tests begin with.
class session {
 public:
  explicit session(store& opened)
      : writer_{must(opened.open_writer())},
        reader_{must(opened.open_reader())} {}

  storage::writer& write() { return *writer_; }

  /// One operation in a batch of its own. A failed one is rolled back with it.
  template <class Op>
  core::result<typename Op::reply> apply(const Op& op) {
    must(writer_->begin());
    auto reply = writer_->apply(op);
    if (reply) must(writer_->commit());
    else writer_->rollback();
    return reply;
  }

  template <class Op>
  core::result<typename Op::reply> ask(const Op& op) {
    return reader_->run(op);
  }

  core::user user(const std::string& name);
  core::group group(const std::string& name, const core::user& creator);
  core::room room(const std::string& name, const core::user& creator);
  appended say(const core::room& room, const core::user& sender,
               const std::string& text);

  /// The room's whole log.
  std::vector<core::log_entry> log(const core::room_id& room);

  /// Runs background work to its end.
  void maintain() {
    while (writer_->maintain()) {
    }
  }

 private:
  std::unique_ptr<storage::writer> writer_;
  std::unique_ptr<reader> reader_;
};

template <class Engine>
struct world : Engine {
  std::unique_ptr<store> opened = this->open();
  session in{*opened};
};

core::user make_user(const std::string& name);
core::device make_device(const core::user& owner);
core::group make_group(const std::string& name, const core::user& creator);
core::room make_room(const std::string& name, const core::user& creator);
append_message make_message(const core::room& room, const core::user& sender,
                            const std::string& text,
                            const std::string& client_id = {});

/// The contents of a page or history, for comparison.
std::vector<std::string> contents(const std::vector<core::message>& messages);

/// Checks that the entries' numbers are 1, 2, 3 …
void require_gap_free(const std::vector<core::log_entry>& log);

}  // namespace parley::storage::tests
