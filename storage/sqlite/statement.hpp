#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/ids.hpp"
#include "core/result.hpp"
#include "core/time.hpp"
#include "storage/sqlite/connection.hpp"

namespace parley::storage::sqlite {

/// One run of a prepared statement. Its destruction resets the statement, so a
/// read snapshot never outlives the query that needed it.
class execution {
 public:
  explicit execution(sqlite3_stmt* statement, int code)
      : statement_{statement}, code_{code} {}
  execution(const execution&) = delete;
  execution& operator=(const execution&) = delete;
  ~execution() { sqlite3_reset(statement_); }

  /// Advances to the next row; false at the end and on failure.
  bool next();

  /// Runs to the end, ignoring rows; false on failure.
  bool finish();

  bool failed() const;
  int code() const { return code_; }  ///< extended SQLite result code
  core::failure why() const;

  std::int64_t integer(int column) const {
    return sqlite3_column_int64(statement_, column);
  }
  bool is_null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
  }
  /// Valid until the next call of next().
  std::string_view text(int column) const;
  std::string_view bytes(int column) const;  ///< as text()
  core::uuid uuid(int column) const;         ///< all zero for NULL

 private:
  sqlite3_stmt* statement_;
  int code_;
  int system_error_ = 0;
};

/// Reads the columns of the current row from left to right, so that a mapping
/// stands in the order of its SELECT list.
class row {
 public:
  explicit row(const execution& from, int first = 0)
      : from_{from}, column_{first} {}

  row& skip(int columns) {
    column_ += columns;
    return *this;
  }

  std::int64_t integer() { return from_.integer(column_++); }
  std::string text() { return std::string{from_.text(column_++)}; }
  std::string bytes() { return std::string{from_.bytes(column_++)}; }
  std::string_view view() { return from_.bytes(column_++); }  ///< as bytes()
  core::timestamp time() { return core::from_ms(integer()); }

  std::optional<core::timestamp> time_or_none() {
    const int column = column_++;
    if (from_.is_null(column)) return std::nullopt;
    return core::from_ms(from_.integer(column));
  }

  template <class Id>
  Id id() {
    return Id{from_.uuid(column_++)};
  }

  template <class Enum>
  Enum one_of() {
    return static_cast<Enum>(integer());
  }

 private:
  const execution& from_;
  int column_;
};

/// A text that is stored as NULL when it is empty.
struct or_null {
  std::string_view text;
};

/// Raw bytes rather than text.
struct as_bytes {
  std::string_view bytes;
};

/// The same, NULL when there are none.
struct bytes_or_null {
  std::string_view bytes;
};

/// A statement that is prepared on first use and then kept.
class statement {
 public:
  statement(connection& db, std::string_view sql) : db_{db}, sql_{sql} {}
  statement(const statement&) = delete;
  statement& operator=(const statement&) = delete;
  ~statement() { sqlite3_finalize(statement_); }

  /// Starts a run with the arguments bound to ?1, ?2, … in order. Texts and
  /// ids are not copied: they must outlive the run, hence no temporaries.
  /// An id of "none" and an empty optional bind NULL.
  template <class... Args>
  execution run(Args&&... args) {
    int code = ready();
    int column = 0;
    ((code =
          code == SQLITE_OK ? bind(++column, std::forward<Args>(args)) : code),
     ...);
    return execution{statement_, code};
  }

 private:
  int ready() { return statement_ ? SQLITE_OK : prepare(); }
  int prepare();

  template <class T>
  int bind(int column, T&& value) {
    using plain = std::remove_cvref_t<T>;
    if constexpr (std::is_integral_v<plain>)
      return sqlite3_bind_int64(statement_, column,
                                static_cast<std::int64_t>(value));
    else if constexpr (std::is_enum_v<plain>)
      return sqlite3_bind_int(statement_, column, static_cast<int>(value));
    else if constexpr (std::is_same_v<plain, core::timestamp>)
      return sqlite3_bind_int64(statement_, column, core::to_ms(value));
    else if constexpr (std::is_convertible_v<T, std::string_view>) {
      static_assert(std::is_lvalue_reference_v<T> ||
                        std::is_same_v<plain, std::string_view>,
                    "a text must outlive the run");
      return bind_text(column, value);
    } else return bind_special(column, std::forward<T>(value));
  }

  int bind_text(int column, std::string_view value) {
    // A null pointer would bind NULL instead of the empty text.
    return sqlite3_bind_text(statement_, column,
                             value.data() ? value.data() : "",
                             static_cast<int>(value.size()), SQLITE_STATIC);
  }

  template <class Tag>
  int bind_special(int column, const core::strong_id<Tag>& id) {
    if (!id) return sqlite3_bind_null(statement_, column);
    return sqlite3_bind_blob(statement_, column, id.value.data(),
                             static_cast<int>(id.value.size()), SQLITE_STATIC);
  }
  template <class Tag>
  int bind_special(int, core::strong_id<Tag>&&) = delete;

  template <class T>
  int bind_special(int column, const std::optional<T>& value) {
    if (!value) return sqlite3_bind_null(statement_, column);
    return bind(column, *value);
  }

  int bind_special(int column, or_null value) {
    if (value.text.empty()) return sqlite3_bind_null(statement_, column);
    return bind_text(column, value.text);
  }

  int bind_special(int column, as_bytes value) {
    return sqlite3_bind_blob(statement_, column, value.bytes.data(),
                             static_cast<int>(value.bytes.size()),
                             SQLITE_STATIC);
  }

  int bind_special(int column, bytes_or_null value) {
    if (value.bytes.empty()) return sqlite3_bind_null(statement_, column);
    return bind_special(column, as_bytes{value.bytes});
  }

  connection& db_;
  std::string_view sql_;
  sqlite3_stmt* statement_ = nullptr;
};

}  // namespace parley::storage::sqlite
