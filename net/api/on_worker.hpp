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

/// Runs `work` on a thread of the pool and comes back with its result to the
/// reactor; busy when too much waits already.
template <class T>
boost::asio::awaitable<core::result<T>> on_worker(
    storage::uploads::worker_pool& pool,
    std::function<core::result<T>()> work) {
  namespace asio = boost::asio;
  auto initiate = [&pool, &work](auto handler) {
    auto waiting = std::make_shared<decltype(handler)>(std::move(handler));
    auto finish = [waiting](core::result<T> got) {
      auto executor = asio::get_associated_executor(*waiting);
      asio::post(executor, [waiting, got = std::move(got)]() mutable {
        std::move (*waiting)(std::move(got));
      });
    };
    // The work ends before its coroutine goes on, which owns what it uses.
    bool accepted = pool.post([finish, work = std::move(work)]() mutable {
      auto got = core::result<T>{core::failure{}};
      try {
        got = work();
      } catch (const std::exception&) {
        // Memory ran out; the failure says "internal".
      }
      work = nullptr;
      finish(std::move(got));
    });
    if (!accepted)
      finish(core::failure{core::errc::busy, "the disk is busy", 1000});
  };
  auto waiting = asio::async_initiate<const asio::use_awaitable_t<>,
                                      void(core::result<T>)>(
      initiate, asio::use_awaitable);
  auto got = co_await std::move(waiting);
  co_return got;
}

}  // namespace parley::net::api
