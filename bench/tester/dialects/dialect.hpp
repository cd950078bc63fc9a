#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/tester/dialects/call_speech.hpp"
#include "bench/tester/options.hpp"

namespace parley::bench {

/// Who a connection speaks for.
struct seat {
  std::string room;        ///< what the dialect calls the room
  std::string token;       ///< empty without a tokens file
  bool publisher = false;  ///< only sends; see `dialect::needs_publishers`
  std::string user{};      ///< the token's, if the tokens file says
};

/// How far a connection has come with being set up.
enum class setup : std::uint8_t { going_on, ready, refused };

/// One message to publish. `number` has ten digits and comes back in every
/// delivery, which is how a delivery is recognised.
struct outgoing {
  std::uint32_t number = 0;
  std::int64_t stamp_us = 0;
  std::string_view padding;
  std::string_view run_id;  ///< makes clientIds unique between runs
};

/// The first message number: all have ten digits.
inline constexpr std::uint32_t first_number = 1'000'000'000;

/// How one family of servers is spoken to. Stateless: one object serves all
/// connections of all threads.
class dialect {
 public:
  virtual ~dialect() = default;

  /// Path and query of the upgrade request.
  virtual std::string target(const seat& who) const = 0;

  /// The connection is open: appends client frames to `out`.
  virtual setup upgraded(const seat& who, std::string& out) const = 0;

  /// A text came before the connection was ready.
  virtual setup setup_text(const seat& who, std::string_view text,
                           std::string& out) const = 0;

  /// A text came that is no delivery: answers it if the protocol demands.
  virtual void other_text(std::string_view /*text*/,
                          std::string& /*out*/) const {}

  /// Appends the frame that publishes a message to the sender's room.
  virtual void publish(const seat& who, const outgoing& message,
                       std::string& out) const = 0;

  /// Appends the frame of a durable message whose acknowledgement carries
  /// `number`. Only dialects with `has_durable`.
  virtual void post(const seat& who, const outgoing& message,
                    std::string& out) const;

  /// Appends the frame that says that somebody types. Only dialects with
  /// `has_presence`, as the two that follow.
  virtual void type(const seat& who, std::string& out) const;

  /// Appends the frame that looks at these users.
  virtual void look(const std::vector<std::string>& users,
                    std::string& out) const;

  /// Appends the frame that says that the user is away, or is there.
  virtual void be_away(bool away, std::string& out) const;

  /// Whether a text tells who types, or what somebody is.
  virtual bool tells_typing(std::string_view /*text*/) const { return false; }
  virtual bool tells_presence(std::string_view /*text*/) const { return false; }

  /// Whether users are present and type.
  virtual bool has_presence() const { return false; }

  /// Appends the frame of an event about a call; `data` is JSON. The answer
  /// carries `number`; 0: none is wanted. Only dialects with `has_calls`.
  virtual void say_of_call(std::string_view event, std::string_view data,
                           std::uint32_t number, std::string& out) const;

  /// What a text says about a call.
  virtual std::optional<call_news> call_news_in(
      std::string_view /*text*/) const {
    return std::nullopt;
  }

  /// Whether users call each other.
  virtual bool has_calls() const { return false; }

  /// The number of the durable message that a text acknowledges or refuses.
  virtual std::optional<std::uint32_t> acknowledged(
      std::string_view /*text*/) const {
    return std::nullopt;
  }

  /// Whether `post` exists.
  virtual bool has_durable() const { return false; }

  /// Whether members cannot send, so that each room needs one more connection.
  virtual bool needs_publishers() const { return false; }

  /// Whether it does not work without a tokens file.
  virtual bool needs_tokens() const { return false; }
};

/// Throws run_error when the dialect does not know the transport.
std::unique_ptr<dialect> make_dialect(dialect_kind kind,
                                      transport over = transport::websocket);

std::unique_ptr<dialect> make_parley_dialect();
std::unique_ptr<dialect> make_parley_socketio_dialect(transport over);
std::unique_ptr<dialect> make_plain_dialect();
std::unique_ptr<dialect> make_socketio_dialect(transport over);
std::unique_ptr<dialect> make_nchan_dialect();

/// Appends the members `"t":…,"n":…,"p":"…"` of the relayed object.
void append_body(std::string& out, const outgoing& message);

/// Appends the data of parley's `broadcast` into `room`.
void append_broadcast(std::string& out, std::string_view room,
                      const outgoing& message);

/// Appends the data of parley's `send_message` into `room`.
void append_durable(std::string& out, std::string_view room,
                    const outgoing& message);

/// Bytes of the object `{"t":…,"n":…,"p":""}`: the smallest payload.
inline constexpr unsigned smallest_payload = 44;

}  // namespace parley::bench
