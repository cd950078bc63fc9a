#pragma once

#include <caf/all.hpp>
#include <exception>

#include "config/logging.hpp"

namespace parley::actors {

/// What every actor does about the unexpected: a message it has no use for is
/// dropped and named in the log (its content never is); an exception ends this
/// actor only, with its text in the log, and its supervisor decides.
inline void follow_house_rules(caf::event_based_actor* self) {
  self->set_default_handler(
      [](caf::scheduled_actor* at,
         caf::message_view&) -> caf::result<caf::message> {
        config::log(config::log_level::warn, "actor drops unknown message",
                    {{"actor", at->name()}});
        return caf::sec::unexpected_message;
      });
  self->set_exception_handler(
      [](caf::scheduled_actor* at, std::exception_ptr& what) -> caf::error {
        try {
          std::rethrow_exception(what);
        } catch (const std::exception& e) {
          config::log(config::log_level::error, "actor ends by exception",
                      {{"actor", at->name()}, {"what", e.what()}});
        } catch (...) {
          config::log(config::log_level::error, "actor ends by exception",
                      {{"actor", at->name()}});
        }
        return caf::sec::runtime_error;
      });
}

}  // namespace parley::actors
