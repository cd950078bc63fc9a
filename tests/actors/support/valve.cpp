#include "tests/actors/support/valve.hpp"

namespace parley::actors::testing {

namespace {

caf::behavior pass_on(caf::event_based_actor* self, caf::actor behind,
                      std::shared_ptr<bool> open) {
  self->set_default_handler(
      [self, behind, open](
          caf::scheduled_actor*,
          caf::message_view& view) -> caf::result<caf::message> {
        if (!*open) return caf::skip;
        auto* element = self->current_mailbox_element();
        behind->enqueue(element->sender, element->mid,
                        view.move_content_to_message(), self->context());
        return caf::delegated<caf::message>{};
      });
  // A message that is handled makes CAF look again at those that wait.
  return {[](caf::ok_atom) {}};
}

}  // namespace

valve::valve(stage& on, caf::actor behind)
    : stage_(on), front_(on.spawn(pass_on, std::move(behind), open_)) {}

void valve::open() {
  *open_ = true;
  stage_.send(front_, caf::ok_atom_v);
}

}  // namespace parley::actors::testing
