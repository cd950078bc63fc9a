#include "core/time.hpp"

namespace parley::core {

namespace {

void put(char* at, int value, int digits) {
  for (int i = digits - 1; i >= 0; --i) {
    at[i] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
}

}  // namespace

timestamp now() {
  using namespace std::chrono;
  return time_point_cast<milliseconds>(system_clock::now());
}

void append_iso8601(std::string& out, timestamp t) {
  using namespace std::chrono;
  auto day = floor<days>(t);
  year_month_day date{day};
  hh_mm_ss time{t - day};
  char text[] = "0000-00-00T00:00:00.000Z";
  put(text, int{date.year()}, 4);
  put(text + 5, static_cast<int>(unsigned{date.month()}), 2);
  put(text + 8, static_cast<int>(unsigned{date.day()}), 2);
  put(text + 11, static_cast<int>(time.hours().count()), 2);
  put(text + 14, static_cast<int>(time.minutes().count()), 2);
  put(text + 17, static_cast<int>(time.seconds().count()), 2);
  put(text + 20, static_cast<int>(time.subseconds().count()), 3);
  out.append(text, sizeof text - 1);
}

std::string to_iso8601(timestamp t) {
  std::string out;
  append_iso8601(out, t);
  return out;
}

}  // namespace parley::core
