#pragma once

#include <cstdint>
#include <string>

namespace parley::storage::tests {

/// A disk that fails on demand: a SQLite VFS in front of the system's. While
/// it is armed, the n-th call of one kind and all later ones fail.
class fault_vfs {
 public:
  fault_vfs();
  fault_vfs(const fault_vfs&) = delete;
  fault_vfs& operator=(const fault_vfs&) = delete;
  ~fault_vfs();

  /// For sqlite_options::vfs.
  const std::string& name() const { return name_; }

  enum class fault : std::uint8_t {
    full,   ///< writes answer "no space", syncs work
    write,  ///< writes answer an I/O error
    sync,   ///< syncs answer an I/O error, writes work
    read,   ///< reads answer an I/O error, the rest works
  };

  /// Lets `calls` matching calls pass and fails from then on.
  void arm(fault kind, int calls);
  void heal();
  /// From here on it does not promise to keep what is beside a write in the
  /// same sector; to be said before the database is opened.
  void tear_sectors();
  /// Whether a call failed since arm().
  bool struck() const;

 private:
  std::string name_;
};

}  // namespace parley::storage::tests
