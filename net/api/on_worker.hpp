#pragma once

// How handlers have work done that waits for the disk.

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <memory>
#include <utility>

#include "core/result.hpp"
#include "storage/uploads/worker_pool.hpp"

namespace parley::net::api {

/// Answers once: with what the work gave or, should it never run, draining.
template <class T>
class worker_answer {
 public:
  explicit worker_answer(std::function<void(core::result<T>)> finish)
      : finish_(std::move(finish)) {}
  worker_answer(const worker_answer&) = delete;
  worker_answer& operator=(const worker_answer&) = delete;
  ~worker_answer() { give(core::failure{core::errc::draining, {}, 1000}); }

  void give(core::result<T> got) {
    if (auto finish = std::exchange(finish_, nullptr)) finish(std::move(got));
  }

 private:
  std::function<void(core::result<T>)> finish_;
};

/// Runs `work` on a thread of the pool and comes back with its result to the
/// reactor; busy when too much waits already, draining when the pool stops.
/// Work of the same user takes turns with that of others.
template <class T>
boost::asio::awaitable<core::result<T>> on_worker(
    storage::uploads::worker_pool& pool, std::function<core::result<T>()> work,
    core::user_id whose = {}) {
  namespace asio = boost::asio;
  auto initiate = [&pool, &work, whose](auto handler) {
    auto waiting = std::make_shared<decltype(handler)>(std::move(handler));
    auto finish = [waiting](core::result<T> got) {
      auto executor = asio::get_associated_executor(*waiting);
      asio::post(executor, [waiting, got = std::move(got)]() mutable {
        std::move (*waiting)(std::move(got));
      });
    };
    auto reply = std::make_shared<worker_answer<T>>(std::move(finish));
    // The work ends before its coroutine goes on, which owns what it uses.
    bool accepted = pool.post(
        [reply, work = std::move(work)]() mutable {
          auto got = core::result<T>{core::failure{}};
          try {
            got = work();
          } catch (const std::exception&) {
            // Memory ran out; the failure says "internal".
          }
          work = nullptr;
          reply->give(std::move(got));
        },
        whose);
    if (!accepted)
      reply->give(core::failure{core::errc::busy, "the disk is busy", 1000});
  };
  auto waiting = asio::async_initiate<const asio::use_awaitable_t<>,
                                      void(core::result<T>)>(
      initiate, asio::use_awaitable);
  auto got = co_await std::move(waiting);
  co_return got;
}

}  // namespace parley::net::api
