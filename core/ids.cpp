#include "core/ids.hpp"

#include <chrono>
#include <random>

namespace parley::core {

namespace {

constexpr char hex_digits[] = "0123456789abcdef";

// A per-thread generator seeded by the kernel: collisions need 62 equal random
// bits within the same millisecond.
std::mt19937_64& generator() {
  static thread_local std::mt19937_64 gen = [] {
    std::random_device device;
    std::seed_seq seed{device(), device(), device(), device(),
                       device(), device(), device(), device()};
    return std::mt19937_64{seed};
  }();
  return gen;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool dash_at(std::size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

}  // namespace

uuid make_uuid_v7() {
  using namespace std::chrono;
  auto ms = static_cast<std::uint64_t>(
      duration_cast<milliseconds>(system_clock::now().time_since_epoch())
          .count());
  auto& gen = generator();
  std::uint64_t a = gen();
  std::uint64_t b = gen();
  uuid id;
  for (int i = 0; i < 6; ++i)
    id[static_cast<std::size_t>(i)] =
        static_cast<std::uint8_t>(ms >> (40 - 8 * i));
  std::memcpy(id.data() + 6, &a, 2);
  std::memcpy(id.data() + 8, &b, 8);
  id[6] = static_cast<std::uint8_t>((id[6] & 0x0f) | 0x70);
  id[8] = static_cast<std::uint8_t>((id[8] & 0x3f) | 0x80);
  return id;
}

void append_to(std::string& out, const uuid& value) {
  char text[36];
  std::size_t at = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (dash_at(at)) text[at++] = '-';
    text[at++] = hex_digits[value[i] >> 4];
    text[at++] = hex_digits[value[i] & 15];
  }
  out.append(text, sizeof text);
}

std::string to_string(const uuid& value) {
  std::string out;
  out.reserve(36);
  append_to(out, value);
  return out;
}

std::optional<uuid> parse_uuid(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  uuid id;
  std::size_t byte = 0;
  for (std::size_t i = 0; i < text.size();) {
    if (dash_at(i)) {
      if (text[i++] != '-') return std::nullopt;
      continue;
    }
    int high = hex_value(text[i]);
    int low = hex_value(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    id[byte++] = static_cast<std::uint8_t>(high << 4 | low);
    i += 2;
  }
  return id;
}

}  // namespace parley::core
