// /health: the process lives. /api/health: and can do its work.

#include <unistd.h>

#include <fstream>

#include "net/api/api.hpp"

namespace parley::net::api {

namespace {

using clock = std::chrono::steady_clock;

constexpr std::chrono::seconds probe_patience{2};

std::size_t resident_bytes() {
  std::ifstream statm{"/proc/self/statm"};
  std::size_t total = 0;
  std::size_t resident = 0;
  statm >> total >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

struct probe {
  bool ok = false;
  double latency_ms = 0;
  std::string detail;
};

// A look-up of nobody: an answer, also "not found", proves that the store
// reads.
boost::asio::awaitable<probe> probe_store(const context& with) {
  auto start = clock::now();
  auto store = with.store;
  auto look = [store](caf::event_based_actor* self, auto done) {
    store.read(self, storage::find_user{}, done);
  };
  auto got = co_await in_gate<core::user>(with.gate(), look);
  std::chrono::duration<double, std::milli> took = clock::now() - start;
  probe result;
  result.latency_ms = took.count();
  result.ok = (got || got.error().code == core::errc::not_found) &&
              took < probe_patience;
  if (!result.ok && !got) result.detail = std::string{got.error().message()};
  co_return result;
}

answer alive(request&, const context&) {
  co_return response::json(200, R"({"status":"ok"})");
}

answer ready(request&, const context& with) {
  auto store = co_await probe_store(with);
  auto up = std::chrono::duration<double>(clock::now() - with.started).count();
  auto heap = with.heap ? with.heap() : heap_usage{};
  co_return object_response(store.ok ? 200 : 503, [&](json::writer& out) {
    out.begin_object()
        .member("status", store.ok ? "OK" : "UNAVAILABLE")
        .member("timestamp", core::now())
        .member("version", with.version)
        .member("uptime", up)
        .key("memory")
        .begin_object()
        .member("rss", resident_bytes())
        .member("heapUsed", heap.used)
        .member("heapTotal", heap.total)
        .member("external", heap.external)
        .end_object()
        .key("dependencies")
        .begin_object()
        .key("storage")
        .begin_object()
        .member("status", store.ok ? "OK" : "UNAVAILABLE")
        .member("latencyMs", store.latency_ms);
    if (!store.detail.empty()) out.member("detail", store.detail);
    out.end_object().end_object().end_object();
  });
}

}  // namespace

void add_health_routes(http::router& to, const context& with) {
  using http::verb;
  auto on = [&with](auto handler) {
    return [&with, handler](request& from) { return handler(from, with); };
  };
  to.add(verb::get, "/health", on(alive), http::uncounted);
  to.add(verb::get, "/api/health", on(ready), http::uncounted);
}

}  // namespace parley::net::api
