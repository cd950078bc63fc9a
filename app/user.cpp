// `parley user …`: users, while no server runs; then /api/admin/users is there.
// What it does is kept among the acts, in nobody's name.

#include <iomanip>
#include <iostream>
#include <string>

#include "actors/acts.hpp"
#include "actors/identity/password_hasher.hpp"
#include "app/commands.hpp"
#include "app/must.hpp"
#include "app/open_store.hpp"
#include "app/own_flags.hpp"
#include "core/read_time.hpp"
#include "core/role_words.hpp"
#include "core/validation.hpp"
#include "net/random_text.hpp"

namespace parley::app {

namespace {

using actors::act_details;

constexpr int usage_error = 2;

/// A sub-command with the store that it works on.
struct job {
  const config::loaded& with;
  storage::writer& to;
  storage::reader& from;

  std::string operand(std::size_t nth, const char* what) const {
    if (nth < with.operands.size()) return with.operands[nth];
    throw std::runtime_error(std::string{what} + " is missing");
  }

  /// By user name, e-mail or id.
  core::user named(std::size_t nth) const {
    const auto text = operand(nth, "the user's name");
    if (auto id = core::user_id::parse(text))
      return must(from.run(storage::find_user{*id}));
    return must(from.run(storage::find_user_by_login{text}));
  }

  /// Does it and keeps that, at once or not at all.
  template <class Op>
  void act(const Op& op, const char* what, core::user_id whom,
           const act_details& details = {}) const {
    auto kept = *actors::act_of({}, what, whom, {}, details);
    kept.address = "command line";
    must(to.begin());
    must(to.apply(op));
    must(to.apply(storage::record_act{std::move(kept)}));
    must(to.commit());
  }
};

core::server_role read_role(const std::string& text) {
  using core::server_role;
  for (auto role :
       {server_role::user, server_role::moderator, server_role::admin})
    if (text == core::word_for(role)) return role;
  throw std::runtime_error("a role is user, moderator or admin");
}

/// From the first line of the input, or a new one. Never from the command line,
/// which everybody on the machine can see.
struct chosen_password {
  std::string plain;
  bool made = false;
};

chosen_password read_password(const config::loaded& with) {
  constexpr std::size_t made_length = 16;
  chosen_password chosen;
  if (has_flag(with, "password-stdin")) {
    std::getline(std::cin, chosen.plain);
    must(core::check_password(chosen.plain));
  } else {
    chosen = {net::random_text(made_length), true};
  }
  return chosen;
}

void tell(const chosen_password& word) {
  if (word.made) std::cout << "password: " << word.plain << '\n';
}

std::string hashed(const job& at, const chosen_password& word) {
  return must(actors::bcrypt_hash(word.plain, at.with.values.bcrypt_cost));
}

// -- what can be done ---------------------------------------------------------

void list(const job& at) {
  storage::list_accounts query;
  if (at.with.operands.size() > 1) query.prefix = at.with.operands[1];
  if (has_flag(at.with, "role"))
    query.role = read_role(text_flag(at.with, "role"));
  query.banned = has_flag(at.with, "banned");
  query.limit = 500;
  do {
    auto page = must(at.from.run(query));
    for (const auto& [who, ban] : page.items)
      std::cout << who.id.str() << "  " << std::left << std::setw(10)
                << core::word_for(who.role) << std::setw(8)
                << (ban ? "banned" : "active") << who.username
                << (who.email.empty() ? "" : "  ") << who.email << '\n';
    query.cursor = page.next;
  } while (!query.cursor.empty());
}

void add(const job& at) {
  core::user user;
  user.username = at.operand(1, "the user's name");
  user.email = text_flag(at.with, "email");
  user.display_name = text_flag(at.with, "display-name");
  if (user.display_name.empty()) user.display_name = user.username;
  if (has_flag(at.with, "role"))
    user.role = read_role(text_flag(at.with, "role"));
  must(core::check_username(user.username));
  if (!user.email.empty()) must(core::check_email(user.email));
  must(core::check_display_name(user.display_name));
  const auto word = read_password(at.with);
  user.password_hash = hashed(at, word);
  user.id = core::user_id::make();
  user.created_at = user.last_seen = core::now();
  at.act(storage::create_user{user}, core::acts::user_create, user.id,
         {{"username", user.username}, {"role", core::word_for(user.role)}});
  std::cout << user.username << " is there, with the id " << user.id.str()
            << '\n';
  tell(word);
}

void change_role(const job& at) {
  const auto user = at.named(1);
  const auto role = read_role(at.operand(2, "the role"));
  at.act(storage::set_server_role{user.id, role}, core::acts::user_role,
         user.id,
         {{"from", core::word_for(user.role)}, {"to", core::word_for(role)}});
  std::cout << user.username << " is " << core::word_for(role) << " now\n";
}

void change_password(const job& at) {
  const auto user = at.named(1);
  const auto word = read_password(at.with);
  at.act(
      storage::change_password{
          user.id, user.password_hash, hashed(at, word), true, {}},
      core::acts::user_password, user.id);
  std::cout << user.username << " has a new password and no log-ins\n";
  tell(word);
}

void ban(const job& at) {
  const auto user = at.named(1);
  core::restriction value;
  value.reason = text_flag(at.with, "reason");
  value.at = core::now();
  if (has_flag(at.with, "until")) {
    value.until = core::read_iso8601(text_flag(at.with, "until"));
    if (!value.until || *value.until <= value.at)
      throw std::runtime_error(
          "--until takes a time that lies ahead, like 2030-01-31T12:00:00Z");
  }
  const auto details = actors::sentence_details(value.reason, value.until);
  at.act(storage::ban_user{user.id, std::move(value)}, core::acts::user_ban,
         user.id, details);
  std::cout << user.username << " is banned\n";
}

void unban(const job& at) {
  const auto user = at.named(1);
  at.act(storage::lift_user_ban{user.id}, core::acts::user_unban, user.id);
  std::cout << user.username << " is not banned any more\n";
}

bool confirmed(const core::user& user) {
  std::cout << "This cannot be undone. Type the user name (" << user.username
            << ") to delete it: " << std::flush;
  std::string typed;
  std::getline(std::cin, typed);
  return typed == user.username;
}

void remove(const job& at) {
  const auto user = at.named(1);
  if (!has_flag(at.with, "yes") && !confirmed(user))
    throw std::runtime_error("nobody was deleted");
  at.act(storage::delete_user{user.id, user.password_hash, core::now()},
         core::acts::user_delete, user.id, {{"username", user.username}});
  std::cout << user.username
            << " is deleted; the next start of the server empties the rooms\n";
}

struct verb {
  const char* name;
  const char* takes;
  void (*run)(const job& at);
};

constexpr verb verbs[] = {
    {"list", "[PREFIX] [--role ROLE | --banned]", list},
    {"add",
     "NAME [--email E] [--display-name D] [--role ROLE] [--password-stdin]",
     add},
    {"role", "NAME user|moderator|admin", change_role},
    {"password", "NAME [--password-stdin]", change_password},
    {"ban", "NAME [--reason R] [--until TIME]", ban},
    {"unban", "NAME", unban},
    {"delete", "NAME [--yes]", remove},
};

int usage() {
  std::cerr << "usage:\n";
  for (const auto& each : verbs)
    std::cerr << "  parley user " << each.name << ' ' << each.takes << '\n';
  return usage_error;
}

}  // namespace

int user(const config::loaded& with) {
  const auto name = with.operands.empty() ? "" : with.operands.front();
  for (const auto& each : verbs) {
    if (name != each.name) continue;
    // To look does not disturb a server.
    const auto beside = beside_server{each.run == list};
    auto store = must(open_store(with.values, beside));
    auto writer = must(store->open_writer());
    auto reader = must(store->open_reader());
    each.run({with, *writer, *reader});
    return 0;
  }
  return usage();
}

}  // namespace parley::app
