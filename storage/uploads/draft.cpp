#include "storage/uploads/draft.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <vector>

namespace parley::storage::uploads {

namespace {

core::failure disk_failure(int error) {
  auto code = error == ENOSPC || error == EDQUOT || error == EFBIG
                  ? core::errc::storage_full
                  : core::errc::storage_failed;
  return {code, std::string{"cannot write an upload: "} + std::strerror(error)};
}

// A descriptor that closes.
class file {
 public:
  file(const std::string& path, int flags) : fd_(::open(path.c_str(), flags)) {}
  file(const file&) = delete;
  file& operator=(const file&) = delete;
  ~file() {
    if (fd_ >= 0) ::close(fd_);
  }
  int fd() const { return fd_; }

 private:
  int fd_;
};

}  // namespace

class draft::digest {
 public:
  digest() : context_(EVP_MD_CTX_new()) {
    if (EVP_DigestInit_ex(context_, EVP_sha256(), nullptr) != 1)
      throw std::runtime_error("this OpenSSL has no SHA-256");
  }
  digest(const digest&) = delete;
  digest& operator=(const digest&) = delete;
  ~digest() { EVP_MD_CTX_free(context_); }

  void add(std::string_view bytes) {
    EVP_DigestUpdate(context_, bytes.data(), bytes.size());
  }
  std::string finish() {
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    EVP_DigestFinal_ex(context_, bytes, &size);
    return {bytes, bytes + size};
  }

 private:
  EVP_MD_CTX* context_;
};

core::result<std::unique_ptr<draft>> draft::begin(const upload_folder& folder) {
  auto path = folder.draft_path().string();
  int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return disk_failure(errno);
  return std::unique_ptr<draft>{new draft(folder, std::move(path), fd)};
}

draft::draft(const upload_folder& folder, std::string path, int file)
    : folder_(folder),
      path_(std::move(path)),
      file_(file),
      digest_(std::make_unique<digest>()) {}

draft::~draft() {
  if (file_ >= 0) ::close(file_);
  ::unlink(path_.c_str());
  ::unlink(thumbnail_path().c_str());
  ::unlink(better_path().c_str());
}

core::result<void> draft::write(std::string_view bytes) {
  digest_->add(bytes);
  bytes_ += bytes.size();
  while (!bytes.empty()) {
    auto written = ::write(file_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return disk_failure(errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

core::result<void> draft::finish() {
  sha256_ = digest_->finish();
  int failed = ::fsync(file_) == 0 ? 0 : errno;
  ::close(file_);
  file_ = -1;
  if (failed != 0) return disk_failure(failed);
  return {};
}

core::result<void> draft::replace_by_better() {
  if (::rename(better_path().c_str(), path_.c_str()) != 0)
    return disk_failure(errno);
  const file from{path_, O_RDONLY | O_CLOEXEC};
  if (from.fd() < 0) return disk_failure(errno);
  digest of_better;
  bytes_ = 0;
  std::vector<char> piece(64 << 10);
  for (;;) {
    auto size = ::read(from.fd(), piece.data(), piece.size());
    if (size < 0) return disk_failure(errno);
    if (size == 0) break;
    bytes_ += static_cast<std::uint64_t>(size);
    of_better.add({piece.data(), static_cast<std::size_t>(size)});
  }
  sha256_ = of_better.finish();
  if (::fsync(from.fd()) != 0) return disk_failure(errno);
  return {};
}

core::result<std::uint64_t> draft::sync_thumbnail() {
  const file from{thumbnail_path(), O_RDONLY | O_CLOEXEC};
  if (from.fd() < 0) return disk_failure(errno);
  auto size = ::lseek(from.fd(), 0, SEEK_END);
  if (size < 0 || ::fsync(from.fd()) != 0) return disk_failure(errno);
  return static_cast<std::uint64_t>(size);
}

core::result<void> draft::keep_as(core::upload_id id, bool with_thumbnail) {
  if (with_thumbnail)
    if (auto ok = folder_.keep(thumbnail_path(), id, part::thumbnail); !ok)
      return ok.error();
  return folder_.keep(path_, id, part::original);
}

}  // namespace parley::storage::uploads
