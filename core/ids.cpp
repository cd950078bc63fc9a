#include "core/ids.hpp"

#include <chrono>
#include <random>

namespace parley::core {

namespace {

// Ids are printed and parsed in every frame: tables, one look-up per byte.
constexpr auto hex_pairs = [] {
  constexpr char digits[] = "0123456789abcdef";
  std::array<std::array<char, 2>, 256> table{};
  for (std::size_t i = 0; i < 256; ++i)
    table[i] = {digits[i >> 4], digits[i & 15]};
  return table;
}();

constexpr auto hex_values = [] {
  std::array<std::int8_t, 256> table{};
  table.fill(-1);
  for (int i = 0; i < 10; ++i)
    table[static_cast<std::size_t>('0' + i)] = static_cast<std::int8_t>(i);
  for (int i = 0; i < 6; ++i)
    table[static_cast<std::size_t>('a' + i)] =
        table[static_cast<std::size_t>('A' + i)] =
            static_cast<std::int8_t>(10 + i);
  return table;
}();

// Where each byte's two digits stand in the text form, and the dashes.
constexpr std::array<std::uint8_t, 16> digit_at{0,  2,  4,  6,  9,  11, 14, 16,
                                                19, 21, 24, 26, 28, 30, 32, 34};
constexpr std::array<std::uint8_t, 4> dash_at{8, 13, 18, 23};

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

}  // namespace

std::array<std::uint64_t, 2> make_id_seeds() {
  auto& gen = generator();
  return {gen() | 1, gen() | 1};
}

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
  for (auto at : dash_at) text[at] = '-';
  for (std::size_t i = 0; i < value.size(); ++i)
    std::memcpy(text + digit_at[i], hex_pairs[value[i]].data(), 2);
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
  int bad = 0;
  for (auto at : dash_at) bad |= text[at] != '-';
  uuid id;
  for (std::size_t i = 0; i < id.size(); ++i) {
    int high = hex_values[static_cast<unsigned char>(text[digit_at[i]])];
    int low = hex_values[static_cast<unsigned char>(text[digit_at[i] + 1u])];
    bad |= (high | low) < 0;
    id[i] = static_cast<std::uint8_t>((high & 15) << 4 | (low & 15));
  }
  if (bad != 0) return std::nullopt;
  return id;
}

}  // namespace parley::core
