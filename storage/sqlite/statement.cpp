#include "storage/sqlite/statement.hpp"

#include <cerrno>

#include "storage/sqlite/failure_of.hpp"

namespace parley::storage::sqlite {

namespace {

bool is_failure(int code) {
  return code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE;
}

}  // namespace

bool execution::next() {
  if (is_failure(code_) || code_ == SQLITE_DONE) return false;
  // SQLite does not keep the system's reason for a failed step.
  errno = 0;
  code_ = sqlite3_step(statement_);
  if (failed()) system_error_ = errno;
  return code_ == SQLITE_ROW;
}

bool execution::finish() {
  while (next()) {
  }
  return !failed();
}

bool execution::failed() const { return is_failure(code_); }

core::failure execution::why() const {
  return failure_of(code_, system_error_);
}

std::string_view execution::text(int column) const {
  auto data = sqlite3_column_text(statement_, column);
  if (!data) return {};
  auto size = sqlite3_column_bytes(statement_, column);
  return {reinterpret_cast<const char*>(data), static_cast<std::size_t>(size)};
}

std::string_view execution::bytes(int column) const {
  auto data = sqlite3_column_blob(statement_, column);
  auto size = sqlite3_column_bytes(statement_, column);
  return {static_cast<const char*>(data), static_cast<std::size_t>(size)};
}

core::uuid execution::uuid(int column) const {
  core::uuid value{};
  auto stored = bytes(column);
  if (stored.size() == value.size())
    std::memcpy(value.data(), stored.data(), stored.size());
  return value;
}

int statement::prepare() {
  return sqlite3_prepare_v3(db_.handle(), sql_.data(),
                            static_cast<int>(sql_.size()),
                            SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
}

}  // namespace parley::storage::sqlite
