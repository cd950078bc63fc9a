#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace parley::bench {

enum class scenario : std::uint8_t {
  connect,
  idle,
  fanout,
  rooms,
  chat,
  polling,
  typing,
  presence,
  calls
};
enum class dialect_kind : std::uint8_t {
  parley,
  parley_socketio,
  plain,
  socketio,
  nchan
};
enum class transport : std::uint8_t { websocket, polling };

/// Everything the command line decides; defaults of a scenario are already
/// applied.
struct options {
  scenario what = scenario::fanout;

  // -- whom to load -----------------------------------------------------------
  std::string host = "127.0.0.1";
  std::uint16_t port = 3000;
  dialect_kind dialect = dialect_kind::plain;
  std::string tokens_file;       ///< lines of `parley token`, or a peer's
  std::vector<int> server_pids;  ///< processes whose cost is measured

  // -- how much ---------------------------------------------------------------
  unsigned threads = 1;
  unsigned rooms = 1;
  unsigned members = 1000;       ///< connections per room
  unsigned window = 1;           ///< messages in flight, all rooms together
  double rate = 0;               ///< > 0: open loop; unit is the scenario's
  unsigned payload_bytes = 100;  ///< of the JSON object that is relayed
  unsigned connecting = 128;     ///< connections being set up at a time
  bool bare = false;        ///< stop at the 101: no authentication, no join
  unsigned typers = 1000;   ///< of `typing`: who types, at most all members
  double typing_every = 3;  ///< seconds between two signals of one of them
  unsigned users = 10'000;  ///< of `presence`: who come and go
  unsigned changes = 500;   ///< … a second, all users together
  bool by_status = false;   ///< … by being away and back, not by connecting
  unsigned candidates = 4;  ///< of `calls`: signals of a side after its first
  unsigned description_bytes = 2000;  ///< … of a side's first signal

  // -- how long, in seconds ---------------------------------------------------
  double warmup = 1;
  double duration = 3;
  double deadline = 30;  ///< for setting up, draining and closing, each
  double patience = 10;  ///< of `calls`: a longer one has failed
  unsigned repeat = 5;

  // -- what to say ------------------------------------------------------------
  std::string json_file;
  std::string label;  ///< goes into the result as it is

  unsigned clients() const { return rooms * members; }
  bool open_loop() const { return rate > 0; }
  bool sends() const {
    return what != scenario::connect && what != scenario::idle;
  }
  bool durable() const { return what == scenario::chat; }
  transport over() const {
    return what == scenario::polling ? transport::polling
                                     : transport::websocket;
  }
};

/// The name a scenario or dialect has on the command line.
const char* name_of(scenario what);
const char* name_of(dialect_kind kind);

}  // namespace parley::bench
