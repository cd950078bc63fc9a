#include "bench/tester/seating.hpp"

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "bench/tester/run_error.hpp"

namespace parley::bench {

std::vector<login> read_logins(const options& how, std::size_t count) {
  if (how.tokens_file.empty())
    throw run_error("this dialect needs --tokens; see `parley token`");
  std::ifstream in(how.tokens_file);
  if (!in) throw run_error("cannot read " + how.tokens_file);
  std::vector<login> logins;
  for (std::string line; logins.size() < count;) {
    if (!std::getline(in, line))
      throw run_error(how.tokens_file + " has " +
                      std::to_string(logins.size()) + " lines, " +
                      std::to_string(count) + " are needed");
    auto fields = nlohmann::json::parse(line, nullptr, false);
    if (!fields.is_object() || !fields.contains("token") ||
        !fields.contains("channelId"))
      throw run_error("not a line of `parley token`: " + line);
    logins.push_back({fields["token"], fields["channelId"],
                      fields.value("userId", std::string{})});
  }
  return logins;
}

namespace {

void check_rooms(const std::vector<login>& logins, unsigned rooms) {
  for (std::size_t i = 0; i < logins.size(); ++i)
    if (logins[i].room != logins[i % rooms].room)
      throw run_error("the tokens were made for another number of rooms");
}

}  // namespace

std::vector<std::vector<assignment>> assign_seats(const options& how,
                                                  const dialect& speech) {
  std::vector<login> logins;
  if (speech.needs_tokens() || !how.tokens_file.empty())
    logins = read_logins(how, how.clients());
  check_rooms(logins, how.rooms);
  std::vector<std::vector<assignment>> seats(how.threads);
  auto place = [&](std::uint32_t client, bool publisher) {
    auto room = client % how.rooms;
    seat who{"r" + std::to_string(room + 1), {}, publisher};
    if (client < logins.size())
      who = {logins[client].room, logins[client].token, publisher,
             logins[client].user};
    seats[room % how.threads].push_back({who, room / how.threads, client});
  };
  for (std::uint32_t i = 0; i < how.clients(); ++i) place(i, false);
  if (how.sends() && speech.needs_publishers())
    for (std::uint32_t room = 0; room < how.rooms; ++room) place(room, true);
  return seats;
}

}  // namespace parley::bench
