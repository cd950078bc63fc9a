#include "bench/tester/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>

#include "bench/tester/dialects/dialect.hpp"

namespace parley::bench {

namespace {

const std::map<std::string, dialect_kind> dialects{
    {"parley", dialect_kind::parley},
    {"parley-socketio", dialect_kind::parley_socketio},
    {"plain", dialect_kind::plain},
    {"socketio", dialect_kind::socketio},
    {"nchan", dialect_kind::nchan}};

/// A scenario with what it takes where the command line is silent.
struct scenario_info {
  scenario what;
  const char* name;
  const char* about;
  unsigned rooms, members, window;
};

constexpr scenario_info scenarios[] = {
    {scenario::connect, "connect", "set up connections, repeatedly", 200, 10,
     0},
    {scenario::idle, "idle", "memory of connections that do nothing", 500, 10,
     0},
    {scenario::fanout, "fanout", "one room, every message to all its members",
     1, 1000, 1},
    {scenario::rooms, "rooms", "many rooms side by side", 100, 10, 200},
    {scenario::chat, "chat", "durable messages with acknowledgements", 100, 2,
     200},
    {scenario::polling, "polling", "rooms over HTTP long-polling", 20, 10, 40},
    {scenario::typing, "typing",
     "messages to one room without and with a storm of people who type", 1,
     1000, 1},
    {scenario::presence, "presence",
     "users who come and go, and sockets that look at them", 20, 50, 1},
    {scenario::calls, "calls",
     "two and two who ring, answer, pass signals and hang up", 200, 2, 1}};

void add_typing_flags(CLI::App& app, options& o) {
  app.add_option("--typers", o.typers, "members who type all the time")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--typing-every", o.typing_every,
                 "seconds between two signals of one of them")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
}

void add_presence_flags(CLI::App& app, options& o) {
  app.add_option("--users", o.users,
                 "who come and go; each room looks at its share of them")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--changes", o.changes, "a second, all users together")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_flag("--by-status", o.by_status,
               "users stay connected and are away and back");
}

void add_calls_flags(CLI::App& app, options& o) {
  app.add_option("--rate", o.rate, "open loop: calls per second")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--candidates", o.candidates,
                 "ICE candidates of each side, of --payload bytes")
      ->check(CLI::Range(0u, 200u))
      ->capture_default_str();
  app.add_option("--description", o.description_bytes,
                 "bytes of an offer or an answer")
      ->check(CLI::Range(smallest_payload, 65'536u))
      ->capture_default_str();
  app.add_option("--patience", o.patience,
                 "seconds after which a call has failed")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
}

void add_target(CLI::App& app, options& o) {
  app.add_option("--host", o.host, "server's name or IPv4 address")
      ->capture_default_str();
  app.add_option("--port", o.port, "server's port")->capture_default_str();
  app.add_option("--dialect", o.dialect,
                 "parley, parley-socketio, plain, socketio or nchan")
      ->transform(CLI::CheckedTransformer(dialects));
  app.add_option("--tokens", o.tokens_file,
                 "output of `parley token --count CLIENTS --rooms ROOMS`");
  app.add_option("--server-pid", o.server_pids,
                 "measure this process (may be given several times)");
}

void add_amounts(CLI::App& app, options& o) {
  app.add_option("--rooms", o.rooms)->check(CLI::PositiveNumber);
  app.add_option("--members", o.members, "connections per room")
      ->check(CLI::PositiveNumber);
  app.add_option("--payload", o.payload_bytes,
                 "bytes of the relayed object or of a message's content")
      ->check(CLI::Range(smallest_payload, 100'000u))
      ->capture_default_str();
  app.add_option("--threads", o.threads, "of the tester; at most one a room")
      ->check(CLI::Range(1u, 256u))
      ->capture_default_str();
  app.add_option("--connecting", o.connecting,
                 "connections being set up at a time, per thread")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
}

void add_times(CLI::App& app, options& o) {
  app.add_option("--warmup", o.warmup, "seconds before each measurement")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.add_option("--duration", o.duration, "seconds of each measurement")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--deadline", o.deadline,
                 "seconds for connecting, draining and closing, each")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--repeat", o.repeat, "measurements")
      ->check(CLI::Range(1u, 1000u))
      ->capture_default_str();
}

void add_scenario_flags(CLI::App& app, options& o, unsigned& clients) {
  app.add_option("--clients", clients, "connections in all: rooms x members")
      ->check(CLI::PositiveNumber);
  if (o.what == scenario::connect || o.what == scenario::idle) {
    app.add_flag("--bare", o.bare, "stop at the upgrade: no login, no join");
    return;
  }
  if (o.what == scenario::presence) return add_presence_flags(app, o);
  if (o.what == scenario::calls) return add_calls_flags(app, o);
  if (o.what == scenario::typing) add_typing_flags(app, o);
  app.add_option("--window", o.window, "closed loop: messages in flight")
      ->check(CLI::PositiveNumber);
  app.add_option("--rate", o.rate,
                 o.what == scenario::chat ? "open loop: messages per second"
                                          : "open loop: deliveries per second")
      ->check(CLI::PositiveNumber);
}

bool has_one_room(scenario what) {
  return what == scenario::fanout || what == scenario::typing;
}

bool has_one_thread(scenario what) {
  return what == scenario::presence || what == scenario::calls;
}

/// Makes rooms x members out of --clients. Throws CLI::ValidationError.
void apply_clients(options& o, const CLI::App& sub, unsigned clients) {
  if (clients != 0) {
    if (sub.count("--rooms") == 0 && !has_one_room(o.what))
      o.rooms = std::max(1u, clients / o.members);
    o.members = clients / o.rooms;
    if (o.clients() != clients)
      throw CLI::ValidationError("--clients", "not a multiple of the rooms");
  }
  if (o.what == scenario::calls && o.members % 2 != 0)
    throw CLI::ValidationError("--members", "must be even: they are pairs");
  if (has_one_thread(o.what) && o.threads > 1)
    throw CLI::ValidationError("--threads", "this scenario has one thread");
  if (o.threads > o.rooms)
    throw CLI::ValidationError("--threads", "a room has only one thread");
}

}  // namespace

const char* name_of(scenario what) {
  for (const auto& info : scenarios)
    if (info.what == what) return info.name;
  return "";
}

const char* name_of(dialect_kind kind) {
  for (const auto& [name, value] : dialects)
    if (value == kind) return name.c_str();
  return "";
}

command_line_result parse_command_line(int argc, char** argv) {
  CLI::App app{
      "parley-bench: loads a messaging server and tells what it costs"};
  app.require_subcommand(1);
  options per_scenario[std::size(scenarios)];
  unsigned clients = 0;
  command_line_result result;
  for (std::size_t i = 0; i < std::size(scenarios); ++i) {
    const auto& info = scenarios[i];
    auto& o = per_scenario[i];
    o.what = info.what;
    o.rooms = info.rooms;
    o.members = info.members;
    o.window = info.window;
    if (info.what == scenario::typing) o.rate = 10'000;
    if (info.what == scenario::calls) o.rate = 100;
    auto* sub = app.add_subcommand(info.name, info.about);
    add_target(*sub, o);
    add_amounts(*sub, o);
    add_times(*sub, o);
    add_scenario_flags(*sub, o, clients);
    sub->add_option("--json", o.json_file, "write the full result here");
    sub->add_option("--label", o.label, "kept in the result");
    sub->callback([&, sub] {
      apply_clients(o, *sub, clients);
      result.value = o;
    });
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return {std::nullopt, app.exit(e)};
  }
  return result;
}

}  // namespace parley::bench
