#pragma once

// What is said and heard about calls.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parley::bench {

enum class call_word : std::uint8_t {
  incoming,  ///< somebody calls
  ringing,   ///< it rings at who is called
  accepted,  ///< who was called answered
  signal,    ///< from the other side
  over,      ///< the call ended, or did not come about
  done,      ///< what was asked of the server
  refused,   ///< likewise; or a signal
};

/// What one side hears about a call; the views point into the text.
struct call_news {
  call_word what = call_word::ringing;
  std::string_view call{};   ///< its id; empty when the text does not say
  std::uint32_t number = 0;  ///< asked with; of a signal: its place, from 0
  std::string_view why{};    ///< over: the reason; refused: the error's code
};

/// The number of what should have one and has none.
inline constexpr std::uint32_t no_number = ~std::uint32_t{0};

/// Reads a text of parley's plain JSON; nothing when it is about no call. What
/// is refused and was asked without a number can only be a signal.
std::optional<call_news> read_call_news(std::string_view text);

/// The data of parley's `call_invite`.
std::string invite_data(std::string_view user);

/// The data of parley's `call_accept` and `call_end`.
std::string call_data(std::string_view call);

/// The data of parley's `call_signal`. `place` is told to the other side;
/// `bytes` is the size of the signal, if it can be that small.
std::string signal_data(std::string_view call, std::uint32_t place,
                        std::size_t bytes);

}  // namespace parley::bench
