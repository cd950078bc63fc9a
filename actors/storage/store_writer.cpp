#include "actors/storage/store_writer.hpp"

#include <caf/all.hpp>
#include <chrono>

#include "actors/house_rules.hpp"

namespace parley::actors {

namespace {

struct commit_batch {
  std::uint64_t number;
};
/// `batch`: number of the batch when the wait began.
struct maintenance_tick {
  std::uint64_t batch;
};

// The search index and other chores wait for a pause this long, but not longer
// than `most_delay` when there is none.
constexpr std::chrono::milliseconds quiet_time{20};
constexpr std::chrono::seconds most_delay{1};

}  // namespace

}  // namespace parley::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::commit_batch)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(parley::actors::maintenance_tick)

namespace parley::actors {

store_writer_state::~store_writer_state() {
  if (!open_) return;
  engine_->rollback();
  core::failure stopped{core::errc::unavailable, "the store stopped"};
  answer_all(&stopped);
}

void store_writer_state::init(std::shared_ptr<storage::writer> engine,
                              std::shared_ptr<core::admission> door,
                              std::size_t batch_limit,
                              std::shared_ptr<core::server_metrics> metrics) {
  engine_ = std::move(engine);
  door_ = std::move(door);
  batch_limit_ = batch_limit;
  metrics_ = std::move(metrics);
}

core::result<void> store_writer_state::open_batch() {
  if (open_) return {};
  if (auto begun = engine_->begin(); !begun) return begun.error();
  open_ = true;
  self_->send(self_, commit_batch{batch_});
  return {};
}

void store_writer_state::append(const append_order& order) {
  auto room = caf::actor_cast<caf::actor>(self_->current_sender());
  if (auto opened = open_batch(); !opened) {
    door_->leave();
    self_->send(room, append_done{order.tag, opened.error()});
    return;
  }
  auto outcome = std::visit(
      [this](const auto& op) { return engine_->apply(op); }, order.op);
  if (order.act && outcome && outcome->seq != 0)
    if (auto kept = engine_->apply(storage::record_act{*order.act}); !kept)
      outcome = kept.error();
  appends_.push_back({std::move(room), {order.tag, std::move(outcome)}});
  after_operation();
}

caf::result<order_done> store_writer_state::write(const write_order& order) {
  auto asker = self_->make_response_promise();
  if (auto opened = open_batch(); !opened) {
    door_->leave();
    order.work->fail(opened.error());
    asker.deliver(order_done{});
    return asker;
  }
  order.work->run(*engine_);
  writes_.push_back({asker, order.work});
  after_operation();
  return asker;
}

void store_writer_state::after_operation() {
  if (++operations_ >= batch_limit_) commit();
}

void store_writer_state::commit_if_open(std::uint64_t batch) {
  if (open_ && batch == batch_) commit();
}

void store_writer_state::finish() {
  if (open_) commit();
}

void store_writer_state::commit() {
  auto start = std::chrono::steady_clock::now();
  auto committed = engine_->commit();
  std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  metrics_->commit_seconds.observe(took.count());
  metrics_->commit_batch.observe(static_cast<double>(operations_));
  core::failure why;
  if (!committed) why = committed.error();
  answer_all(committed ? nullptr : &why);
  if (!maintenance_queued_) {
    maintained_at_ = start;
    queue_maintenance();
  } else if (start - maintained_at_ > most_delay) {
    maintained_at_ = start;
    engine_->maintain();
  }
}

void store_writer_state::answer_all(const core::failure* failed) {
  open_ = false;
  ++batch_;
  operations_ = 0;
  for (auto& each : appends_) {
    // An operation that failed by itself keeps its own reason.
    if (failed != nullptr && each.answer.outcome) each.answer.outcome = *failed;
    self_->send(each.room, std::move(each.answer));
    door_->leave();
  }
  appends_.clear();
  for (auto& each : writes_) {
    if (failed != nullptr) each.work->fail(*failed);
    each.asker.deliver(order_done{});
    door_->leave();
  }
  writes_.clear();
}

void store_writer_state::queue_maintenance() {
  maintenance_queued_ = true;
  self_->delayed_send(self_, quiet_time, maintenance_tick{batch_});
}

void store_writer_state::maintain(std::uint64_t batch) {
  bool paused = !open_ && batch == batch_;
  if (!paused) return queue_maintenance();
  maintenance_queued_ = engine_->maintain();
  // More to do: next, unless an operation has arrived meanwhile.
  if (maintenance_queued_) self_->send(self_, maintenance_tick{batch_});
}

caf::behavior store_writer(store_writer_state::self_ptr self,
                           std::shared_ptr<storage::writer> engine,
                           std::shared_ptr<core::admission> door,
                           std::size_t batch_limit,
                           std::shared_ptr<core::server_metrics> metrics) {
  auto& state = self->state;
  follow_house_rules(self);
  state.init(std::move(engine), std::move(door), batch_limit,
             std::move(metrics));
  return {
      [&state](const append_order& order) { state.append(order); },
      [&state](const commit_batch& note) { state.commit_if_open(note.number); },
      [&state](const maintenance_tick& tick) { state.maintain(tick.batch); },
      [&state](const write_order& order) { return state.write(order); },
      [self, &state](const stop_storage&) {
        state.finish();
        self->quit(caf::exit_reason::user_shutdown);
      },
  };
}

}  // namespace parley::actors
