#pragma once

// Sample data: people, where they meet and what they say, all from one seed.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "app/batch_writer.hpp"
#include "app/sample/chance.hpp"
#include "core/model.hpp"

namespace parley::app::sample {

struct town_plan {
  std::size_t users = 50;
  std::size_t groups = 5;
  std::size_t channels = 20;  ///< of all groups together
  std::size_t messages = 5000;
  std::uint64_t seed = 1;
  core::timestamp end;        ///< when the last message was sent
  std::string password_hash;  ///< of everybody
};

/// Writes a town into an empty store. Of the people the first is an admin, the
/// second a moderator.
class town {
 public:
  town(const town_plan& plan, storage::writer& store);

  void build();

  const std::vector<core::user>& people() const { return people_; }

 private:
  struct said {
    core::message_id id;
    std::size_t by = 0;
  };
  /// A room with what its next message needs.
  struct place {
    core::room_id id;
    std::vector<std::size_t> members;  ///< indexes of people
    std::vector<said> latest;          ///< a ring
    std::size_t count = 0;             ///< messages so far
    core::seq_t head = 0;
  };

  void settle_people();
  void found_groups();
  void open_channels();
  void open_directs();
  void talk();
  void say(place& at, core::timestamp when);
  void react(place& at, const said& to, core::timestamp when);
  void read_along();

  std::vector<std::size_t> some_of(const std::vector<std::size_t>& from,
                                   std::size_t least, std::size_t most);

  const town_plan& plan_;
  chance by_;
  batch_writer to_;
  core::timestamp begin_;
  std::vector<core::user> people_;
  struct founded {
    core::group_id id;
    std::vector<std::size_t> members;  ///< the owner first
  };
  std::vector<founded> groups_;
  std::vector<place> places_;
};

}  // namespace parley::app::sample
