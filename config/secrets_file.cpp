#include "config/secrets_file.hpp"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "config/dotenv.hpp"
#include "config/secrets.hpp"
#include "core/ids.hpp"

namespace parley::config {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t secret_bytes = 32;
constexpr std::size_t largest_file = 64 << 10;

class descriptor {
 public:
  explicit descriptor(int fd) : fd_(fd) {}
  ~descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  explicit operator bool() const { return fd_ >= 0; }
  int get() const { return fd_; }

 private:
  int fd_;
};

// Removes a file that did not become what it was made for.
class leftover {
 public:
  explicit leftover(fs::path file) : file_(std::move(file)) {}
  ~leftover() { ::unlink(file_.c_str()); }
  leftover(const leftover&) = delete;
  leftover& operator=(const leftover&) = delete;

 private:
  fs::path file_;
};

core::failure failed(const fs::path& file, std::string_view what) {
  return {core::errc::storage_failed, file.string() + " " + std::string{what}};
}

core::failure failed_because(const fs::path& file, std::string_view what) {
  auto why = std::generic_category().message(errno);
  return failed(file, std::string{what} + ": " + why +
                          "; set JWT_SECRET to do without this file");
}

core::result<std::string> random_hex() {
  std::array<unsigned char, secret_bytes> raw;
  if (::getrandom(raw.data(), raw.size(), 0) !=
      static_cast<ssize_t>(raw.size()))
    return core::failure{core::errc::internal,
                         "the kernel gives no random numbers"};
  static constexpr char digits[] = "0123456789abcdef";
  std::string out;
  for (auto byte : raw) out.append({digits[byte >> 4], digits[byte & 15]});
  return out;
}

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    auto count = ::write(fd, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

// Without this a power loss could take the name although the file is synced.
void sync_folder(const fs::path& folder) {
  descriptor fd{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (fd) ::fsync(fd.get());
}

// Written beside its place and then linked: whoever links first decides, and
// nobody ever sees half a file.
core::result<void> create(const fs::path& file) {
  auto secret = random_hex();
  if (!secret) return secret.error();
  auto draft = file;
  draft += "." + core::to_string(core::make_uuid_v7());
  auto text =
      "# Made by parley at its first start. Signs the tokens of this "
      "server:\n# keep it to yourself.\nJWT_SECRET=" +
      *secret + "\n";
  descriptor fd{::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                       S_IRUSR | S_IWUSR)};
  if (!fd) return failed_because(file, "cannot be made");
  leftover remove_draft{draft};
  if (!write_all(fd.get(), text) || ::fsync(fd.get()) != 0)
    return failed_because(file, "cannot be written");
  if (::link(draft.c_str(), file.c_str()) != 0 && errno != EEXIST)
    return failed_because(file, "cannot be made");
  sync_folder(file.parent_path());
  return {};
}

core::result<std::string> read_all(int fd, const fs::path& file) {
  std::string text;
  std::array<char, 4096> part;
  for (;;) {
    auto count = ::read(fd, part.data(), part.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed_because(file, "cannot be read");
    if (count == 0) return text;
    text.append(part.data(), static_cast<std::size_t>(count));
    if (text.size() > largest_file) return failed(file, "is no secrets file");
  }
}

core::result<void> check_access(int fd, const fs::path& file,
                                std::vector<std::string>& warnings) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) return failed_because(file, "cannot be read");
  if (!S_ISREG(status.st_mode)) return failed(file, "is not a plain file");
  if (status.st_uid != ::geteuid() && ::geteuid() != 0)
    return failed(file, "belongs to another user");
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) == 0) return {};
  if (::fchmod(fd, S_IRUSR | S_IWUSR) != 0)
    return failed_because(file, "is open to others and cannot be closed");
  warnings.push_back(file.string() +
                     " could be read by others; its mode is 0600 again. "
                     "Delete it to get a new secret: everyone logs in anew");
  return {};
}

core::result<kept_secrets> read(const fs::path& file, int fd) {
  kept_secrets out;
  auto checked = check_access(fd, file, out.warnings);
  if (!checked) return checked.error();
  auto text = read_all(fd, file);
  if (!text) return text.error();
  for (auto& entry : parse_dotenv(*text).entries)
    if (entry.name == "JWT_SECRET") out.jwt_secret = std::move(entry.value);
  if (weakness_of(out.jwt_secret).empty()) return out;
  return failed(file,
                "holds no usable JWT_SECRET: restore it, or delete it to get "
                "a new one (everyone logs in anew)");
}

}  // namespace

core::result<kept_secrets> open_secrets_file(const fs::path& data) {
  std::error_code error;
  fs::create_directories(data, error);
  if (error) return failed(data, "cannot be made: " + error.message());
  auto file = data / "secrets";
  // First round: make it unless it is there. Second: read what was made, here
  // or by a start at the same time.
  for (int round = 0; round < 2; ++round) {
    descriptor fd{::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC)};
    if (fd) return read(file, fd.get());
    if (errno != ENOENT) return failed_because(file, "cannot be opened");
    auto made = create(file);
    if (!made) return made.error();
  }
  return failed(file, "vanished while it was being made");
}

}  // namespace parley::config
