#include "tests/actors/support/probe.hpp"

#include "actors/messages/registry_orders.hpp"

namespace parley::actors::testing {

caf::behavior probe::record(caf::event_based_actor* self,
                            std::shared_ptr<ear> into, manner how) {
  self->set_default_handler(
      [self, into, how](caf::scheduled_actor*,
                        caf::message_view& view) -> caf::result<caf::message> {
        if (how == manner::asleep) return caf::skip;
        auto content = view.move_content_to_message();
        if (into->listens) into->heard.push_back(content);
        bool told = content.match_elements<stop_child>();
        if (told && how == manner::obedient)
          self->quit(caf::exit_reason::user_shutdown);
        if (self->current_message_id().is_request())
          into->asked.push_back({content, self->make_response_promise()});
        return caf::delegated<caf::message>{};
      });
  // An actor without a behaviour would end at once.
  return {[](caf::ok_atom) {}};
}

probe::probe(stage& on, manner how) : actor_(on.spawn(record, ear_, how)) {}

// What it heard may hold handles of actors that hold this one.
probe::~probe() {
  ear_->listens = false;
  ear_->heard.clear();
  ear_->asked.clear();
}

}  // namespace parley::actors::testing
