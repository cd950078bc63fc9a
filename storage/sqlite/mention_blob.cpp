#include "storage/sqlite/mention_blob.hpp"

#include <cstring>

namespace parley::storage::sqlite {

namespace {

constexpr char channel_flag = 1;
constexpr char here_flag = 2;

}  // namespace

std::string to_blob(const core::mention_set& mentions) {
  if (mentions.empty()) return {};
  int flags = 0;
  if (mentions.channel) flags |= channel_flag;
  if (mentions.here) flags |= here_flag;
  std::string blob(1, static_cast<char>(flags));
  for (const auto& user : mentions.users)
    blob.append(user.value.begin(), user.value.end());
  return blob;
}

core::mention_set mentions_from(std::string_view blob) {
  core::mention_set mentions;
  if (blob.empty()) return mentions;
  mentions.channel = blob.front() & channel_flag;
  mentions.here = blob.front() & here_flag;
  constexpr auto size = sizeof(core::uuid);
  for (blob.remove_prefix(1); blob.size() >= size; blob.remove_prefix(size)) {
    auto& user = mentions.users.emplace_back();
    std::memcpy(user.value.data(), blob.data(), size);
  }
  return mentions;
}

}  // namespace parley::storage::sqlite
