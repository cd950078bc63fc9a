#pragma once

#include <memory>
#include <vector>

#include "bench/tester/crowd.hpp"
#include "bench/tester/dialects/dialect.hpp"
#include "bench/tester/load_driver.hpp"
#include "bench/tester/options.hpp"

namespace parley::bench {

/// The threads of the tester. A phase (connect, load, drain …) starts on all
/// of them at once and is over when the last has finished, so that nothing is
/// shared while they work. With one thread there is no other than main's.
class team {
 public:
  team(const options& how, const dialect& speech);

  void open_all();
  void close_all();
  void settle();
  void listen(double seconds);

  /// Prepares the load; to be called once, before `run`.
  void plan_load();
  void run(double seconds);
  void drain();
  void let_type(bool storm);
  void clear_counts();
  load_counts counts() const;

  /// Of the connections set up since the last `clear_setup_times`.
  histogram setup_times() const;
  void clear_setup_times();

 private:
  template <class Phase>
  void on_each(Phase phase);

  const options& how_;
  const dialect& speech_;
  std::vector<std::unique_ptr<crowd>> crowds_;
  std::vector<std::unique_ptr<load_driver>> drivers_;
};

}  // namespace parley::bench
