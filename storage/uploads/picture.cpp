#include "storage/uploads/picture.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <optional>
#include <sstream>

namespace parley::storage::uploads {

namespace {

using clock = std::chrono::steady_clock;
using core::errc;
using core::failure;

constexpr std::size_t longest_word = 256;

// Runs a program with its output in a pipe, and ends with it.
class child {
 public:
  explicit child(std::array<const char*, 5> arguments) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return;
    output_ = ends[0];
    posix_spawn_file_actions_t files;
    posix_spawnattr_t how;
    ::posix_spawn_file_actions_init(&files);
    ::posix_spawn_file_actions_adddup2(&files, ends[1], STDOUT_FILENO);
    // Its libraries complain about what strangers made: not to our log.
    ::posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null",
                                       O_WRONLY, 0);
    // Sockets of the server are no business of a program that reads pictures.
    ::posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
    ::posix_spawnattr_init(&how);
    sigset_t none;
    sigset_t all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    ::posix_spawnattr_setsigmask(&how, &none);
    ::posix_spawnattr_setsigdefault(&how, &all);
    ::posix_spawnattr_setflags(&how,
                               POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    char* const no_environment[] = {nullptr};
    if (::posix_spawn(&pid_, arguments[0], &files, &how,
                      const_cast<char**>(arguments.data()),
                      no_environment) != 0)
      pid_ = -1;
    ::posix_spawnattr_destroy(&how);
    ::posix_spawn_file_actions_destroy(&files);
    ::close(ends[1]);
  }
  child(const child&) = delete;
  child& operator=(const child&) = delete;
  ~child() {
    if (output_ >= 0) ::close(output_);
    if (pid_ > 0) {
      ::kill(pid_, SIGKILL);
      wait();
    }
  }

  bool runs() const { return pid_ > 0; }

  /// What it says until it closes its output; nothing if that takes too long.
  std::optional<std::string> listen(std::chrono::milliseconds time,
                                    const std::atomic<bool>& stopped) const {
    constexpr int glance = 100;  // ms between two looks at `stopped`
    std::string said;
    for (auto until = clock::now() + time; clock::now() < until && !stopped;) {
      pollfd ready{output_, POLLIN, 0};
      if (::poll(&ready, 1, glance) <= 0) continue;
      char bytes[longest_word];
      auto size = ::read(output_, bytes, sizeof bytes);
      if (size <= 0) return said;
      said.append(bytes, static_cast<std::size_t>(size));
      if (said.size() > longest_word) return std::nullopt;
    }
    return std::nullopt;
  }

  /// Its exit code; negative when a signal ended it.
  int wait() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  pid_t pid_ = -1;
  int output_ = -1;
};

failure refusal_of(std::string_view word) {
  if (word == "unsupported")
    return {errc::unsupported_media,
            "The picture must be a JPEG, PNG, GIF or WebP"};
  if (word == "pixels")
    return {errc::payload_too_large, "The picture has too many pixels"};
  return {errc::invalid_request, "The picture cannot be read"};
}

// "ok type width height bettered thumbnail" or "refused why".
core::result<picture> read_report(const std::string& said) {
  std::istringstream words{said};
  std::string verdict;
  words >> verdict;
  if (verdict == "ok") {
    picture got;
    words >> got.type >> got.width >> got.height >> got.bettered >>
        got.has_thumbnail;
    if (words) return got;
  }
  std::string why;
  words >> why;
  return refusal_of(why);
}

}  // namespace

core::result<picture> picture_reader::look(const std::string& file,
                                           purpose what) const {
  if (stopped_) return failure{errc::draining};
  auto pixels = std::to_string(bounds_.pixels);
  child run{{program_.c_str(), what == purpose::avatar ? "avatar" : "picture",
             pixels.c_str(), file.c_str(), nullptr}};
  if (!run.runs())
    return failure{errc::unavailable,
                   "pictures cannot be read: parley-image does not start"};
  auto said = run.listen(bounds_.time, stopped_);
  if (!said && stopped_) return failure{errc::draining};
  if (!said) return refusal_of("slow");
  if (run.wait() != 0) return refusal_of("crashed");
  return read_report(*said);
}

std::string picture_reader::installed_program() {
  std::error_code failed;
  auto self = std::filesystem::read_symlink("/proc/self/exe", failed);
  return (self.parent_path() / "parley-image").string();
}

}  // namespace parley::storage::uploads
