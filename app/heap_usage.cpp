#include "app/heap_usage.hpp"

#ifdef PARLEY_JEMALLOC
#include <jemalloc/jemalloc.h>
#else
#include <malloc.h>
#endif

namespace parley::app {

#ifdef PARLEY_JEMALLOC

namespace {

std::size_t statistic(const char* name) {
  std::size_t value = 0;
  std::size_t size = sizeof value;
  return ::mallctl(name, &value, &size, nullptr, 0) == 0 ? value : 0;
}

// What is asked for afterwards is as of now.
void refresh_statistics() {
  std::uint64_t epoch = 1;
  std::size_t size = sizeof epoch;
  ::mallctl("epoch", &epoch, &size, &epoch, size);
}

}  // namespace

net::api::heap_usage read_heap_usage() {
  refresh_statistics();
  return {statistic("stats.allocated"), statistic("stats.mapped"),
          statistic("stats.metadata")};
}

#else

net::api::heap_usage read_heap_usage() {
  auto heap = ::mallinfo2();
  return {heap.uordblks, heap.arena, heap.hblkhd};
}

#endif

}  // namespace parley::app
