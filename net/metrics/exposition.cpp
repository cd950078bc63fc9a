#include "net/metrics/exposition.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <limits>
#include <string>

#include "core/calls/call_words.hpp"

namespace parley::net {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

MetricFamily family(const char* name, const char* help, MetricType type) {
  MetricFamily made;
  made.name = name;
  made.help = help;
  made.type = type;
  return made;
}

MetricFamily counter(const char* name, const char* help, double value) {
  auto made = family(name, help, MetricType::Counter);
  made.metric.emplace_back().counter.value = value;
  return made;
}

MetricFamily counter(const char* name, const char* help,
                     const core::counter& from) {
  return counter(name, help, static_cast<double>(from.value()));
}

MetricFamily gauge(const char* name, const char* help, double value) {
  auto made = family(name, help, MetricType::Gauge);
  made.metric.emplace_back().gauge.value = value;
  return made;
}

MetricFamily gauge(const char* name, const char* help,
                   const core::gauge& from) {
  return gauge(name, help, static_cast<double>(from.value()));
}

void add_labelled(MetricFamily& to, const char* label, const char* value,
                  double number) {
  auto& metric = to.metric.emplace_back();
  metric.label.push_back({label, value});
  if (to.type == MetricType::Counter) metric.counter.value = number;
  else metric.gauge.value = number;
}

MetricFamily histogram(const char* name, const char* help,
                       const core::histogram& from) {
  auto made = family(name, help, MetricType::Histogram);
  auto& to = made.metric.emplace_back().histogram;
  std::uint64_t total = 0;
  for (std::size_t i = 0; i <= from.bounds().size(); ++i) {
    total += from.count(i);
    ClientMetric::Bucket bucket;
    bucket.cumulative_count = total;
    bucket.upper_bound = i < from.bounds().size()
                             ? from.bounds()[i]
                             : std::numeric_limits<double>::infinity();
    to.bucket.push_back(bucket);
  }
  to.sample_count = total;
  to.sample_sum = from.sum();
  return made;
}

MetricFamily resumes(const core::server_metrics& from) {
  auto made = family("parley_joins_total",
                     "Joins of rooms by what the answer could recover",
                     MetricType::Counter);
  auto add = [&](const char* outcome, const core::counter& count) {
    add_labelled(made, "recovered", outcome,
                 static_cast<double>(count.value()));
  };
  add("replayed", from.resume_replayed);
  add("snapshot", from.resume_snapshot);
  add("gone", from.resume_gone);
  return made;
}

MetricFamily refusals(const core::server_metrics& from) {
  auto made = family("parley_rate_limited_total",
                     "Refused by a rate limit, by tier", MetricType::Counter);
  auto add = [&](const char* tier, const core::counter& count) {
    add_labelled(made, "tier", tier, static_cast<double>(count.value()));
  };
  add("api", from.limited_requests);
  add("auth", from.limited_attempts);
  add("messages", from.limited_messages);
  add("calls", from.limited_calls);
  add("signals", from.limited_signals);
  return made;
}

MetricFamily calls_over(const core::server_metrics& from) {
  auto made = family("parley_calls_total", "Calls that are over, by how",
                     MetricType::Counter);
  constexpr auto before = core::call_status_words.size() -
                          std::tuple_size_v<decltype(from.calls_over)>;
  for (std::size_t i = 0; i < from.calls_over.size(); ++i)
    add_labelled(made, "status", core::call_status_words[before + i].data(),
                 static_cast<double>(from.calls_over[i].value()));
  return made;
}

MetricFamily live_actors(const core::server_metrics& from) {
  auto made =
      family("parley_actors", "Actors alive by kind", MetricType::Gauge);
  add_labelled(made, "kind", "room", static_cast<double>(from.rooms.value()));
  add_labelled(made, "kind", "session",
               static_cast<double>(from.sessions.value()));
  add_labelled(made, "kind", "call", static_cast<double>(from.calls.value()));
  return made;
}

MetricFamily loads(const reactor_numbers& from) {
  auto made =
      family("parley_reactor_connections",
             "Connections by reactor, of HTTP and the chat", MetricType::Gauge);
  for (std::size_t i = 0; i < from.loads.size(); ++i)
    add_labelled(made, "reactor", std::to_string(i).c_str(),
                 static_cast<double>(from.loads[i]));
  return made;
}

double cpu_seconds() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

double resident_bytes() {
  std::ifstream statm{"/proc/self/statm"};
  double total = 0;
  double resident = 0;
  statm >> total >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

}  // namespace

std::vector<MetricFamily> expose(const core::server_metrics& from,
                                 const reactor_numbers& reactors) {
  return {
      gauge("parley_connections", "WebSocket connections open",
            from.connections),
      counter("parley_connections_accepted_total",
              "WebSocket connections accepted", from.connections_accepted),
      counter("parley_messages_received_total", "Frames from clients",
              from.messages_in),
      counter("parley_deliveries_total", "Room events handed to sockets",
              from.deliveries),
      counter("parley_sent_bytes_total", "Bytes the kernel took for sockets",
              from.bytes_out),
      gauge("parley_outbox_bytes", "Bytes waiting for slow sockets",
            from.outbox_bytes),
      counter("parley_outbox_shed_total",
              "Events replaced or dropped for slow sockets", from.shed),
      counter("parley_slow_closes_total", "Sockets closed as too slow",
              from.slow_closes),
      gauge("parley_peerjs_peers", "PeerJS clients that are there", from.peers),
      counter("parley_peerjs_relayed_total",
              "Signals passed on to PeerJS peers", from.peer_signals_relayed),
      counter("parley_peerjs_queued_total",
              "Signals that waited for a PeerJS peer",
              from.peer_signals_queued),
      counter("parley_peerjs_expired_total",
              "Signals for a PeerJS peer that did not come",
              from.peer_signals_expired),
      resumes(from),
      live_actors(from),
      calls_over(from),
      counter("parley_call_signals_total",
              "Signals passed on between participants of calls",
              from.call_signals),
      counter("parley_actor_crashes_total", "Actors that ended by a failure",
              from.actor_crashes),
      counter("parley_room_busy_total", "Commands refused by a full queue",
              from.room_busy),
      counter("parley_http_requests_total", "HTTP requests answered",
              from.http_requests),
      counter("parley_http_errors_total", "HTTP answers with a 5xx status",
              from.http_errors),
      refusals(from),
      histogram("parley_commit_seconds", "Time of a group commit",
                from.commit_seconds),
      histogram("parley_commit_batch_operations",
                "Operations in a group commit", from.commit_batch),
      histogram("parley_ack_seconds",
                "Time from a room taking a command to its being stored",
                from.ack_seconds),
      gauge("parley_loop_busy_seconds",
            "Longest turn of a reactor in the last 15 to 30 seconds",
            reactors.longest_turn),
      loads(reactors),
      counter("process_cpu_seconds_total", "CPU time, user and system",
              cpu_seconds()),
      gauge("process_resident_memory_bytes", "Resident memory",
            resident_bytes()),
  };
}

}  // namespace parley::net
