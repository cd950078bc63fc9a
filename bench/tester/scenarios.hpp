#pragma once

#include "bench/tester/dialects/dialect.hpp"
#include "bench/tester/options.hpp"
#include "bench/tester/report.hpp"

namespace parley::bench {

/// How fast connections are set up, and what each costs the server.
void run_connect(const options& how, const dialect& speech, report& out);

/// What a connection costs that does nothing.
void run_idle(const options& how, const dialect& speech, report& out);

/// Messages to rooms (`fanout`, `rooms`, `chat`, `polling`), closed or open
/// loop.
void run_load(const options& how, const dialect& speech, report& out);

/// Latency of a room's messages without and with many who type.
void run_typing(const options& how, const dialect& speech, report& out);

/// What news of users who come and go cost, beside messages of rooms.
void run_presence(const options& how, const dialect& speech, report& out);

/// Two and two who call each other, without and with signals.
void run_calls(const options& how, const dialect& speech, report& out);

}  // namespace parley::bench
