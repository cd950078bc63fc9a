#pragma once

// owns            its thread and the mails that wait for another try
// spawned by      actors/server, detached, if SMTP_URL is set
// watched by      nobody: who waits for a mail asks for another one
// on failure      mails in its mailbox are lost
// mailbox bound   `core::admission` that accounts enters before it sends; a
//                 mail leaves when it is delivered or given up

#include <caf/all.hpp>
#include <functional>
#include <memory>

#include "actors/identity/smtp_client.hpp"
#include "core/admission.hpp"

namespace parley::actors {

/// No request: nobody is told what became of it.
struct send_mail {
  mail what;
  unsigned tries = 0;
};

/// Blocks while it delivers one mail.
using deliver_function = std::function<smtp_client::outcome(const mail&)>;

/// Delivers mails, each at most four times within about five minutes.
caf::behavior mailer(caf::event_based_actor* self, deliver_function deliver,
                     std::shared_ptr<core::admission> door);

}  // namespace parley::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::send_mail)
