#include "net/socketio/room_space.hpp"

#include <boost/asio/post.hpp>
#include <unordered_set>
#include <utility>

#include "net/json/object.hpp"
#include "net/json/writer.hpp"
#include "net/socketio/client.hpp"
#include "net/socketio/frames.hpp"

namespace parley::net::socketio {

namespace {

constexpr std::size_t longest_name = 128;  // of a pid or an offset

/// Whoever leaves on purpose does not want to come back.
bool is_recoverable(leave_reason why) {
  return why != leave_reason::client_namespace_disconnect &&
         why != leave_reason::server_namespace_disconnect &&
         why != leave_reason::parse_error;
}

std::vector<frame_ptr> frames_of(const packet_format& format,
                                 const std::string& nsp, const broadcast& what,
                                 std::string_view offset) {
  std::string quoted;
  std::vector<std::string_view> args{what.args.begin(), what.args.end()};
  if (!offset.empty()) {
    json::append_string(quoted, offset);
    args.push_back(quoted);
  }
  std::size_t size = 24 + nsp.size() + what.name.size();
  for (auto each : args) size += each.size() + 1;
  envelope to{nsp, what.id, what.attachments.size()};
  auto text = packet_frame(
      size, [&](std::string& out) { append_event(out, to, what.name, args); });
  return format.frames_of(std::move(text), what.attachments);
}

}  // namespace

/// The application's handler, and the place in the rooms.
class room_space::member final : public socket_handler {
 public:
  member(room_space& home, socket& of, std::string pid,
         std::unique_ptr<socket_handler> inner)
      : home_(home),
        socket_(of),
        pid_(std::move(pid)),
        inner_(std::move(inner)) {}

  void on_event(received& event) override { inner_->on_event(event); }
  void on_ack(received& answer) override {
    if (!home_.questions_.take(socket_, answer)) inner_->on_ack(answer);
  }
  void on_sink(frame_sink& to) override { inner_->on_sink(to); }
  void on_overflow() override { inner_->on_overflow(); }
  void on_leave(leave_reason why) override {
    auto joined = home_.rooms_.remove(socket_);
    if (home_.log_ && is_recoverable(why))
      home_.log_->keep(pid_, socket_.sid(), std::move(joined));
    inner_->on_leave(why);
  }

 private:
  room_space& home_;
  socket& socket_;
  const std::string pid_;
  std::unique_ptr<socket_handler> inner_;
};

room_space::room_space(std::string nsp, std::optional<recovery_limits> recovery,
                       const packet_format& format)
    : nsp_(std::move(nsp)), format_(format), limits_(recovery) {
  if (limits_) log_.emplace(*limits_);
}

// "Connection state recovery": the payload of CONNECT holds `pid` and `offset`.
std::optional<recovery_log::state> room_space::restore(socket& made,
                                                       std::string_view auth,
                                                       std::string& pid) {
  if (!log_ || auth.empty()) return std::nullopt;
  auto parsed = made.connection().home().parser().parse(auth);
  if (!parsed) return std::nullopt;
  auto given = parsed->as_object();
  if (!given) return std::nullopt;
  auto former = given->optional_string("pid", {longest_name, 1});
  auto offset = given->optional_string("offset", {longest_name, 1});
  if (!former || !*former || !offset || !*offset) return std::nullopt;
  std::string wanted{**former};
  auto state = log_->restore(wanted, **offset);
  if (state) pid = std::move(wanted);
  return state;
}

void room_space::on_connect(socket& made, std::string_view auth) {
  std::string pid = log_ ? make_sid() : std::string{};
  auto state = restore(made, auth, pid);
  if (state) made.restore(state->sid);
  auto handler = greet(made, auth, state.has_value());
  if (!handler) return;
  rooms_.add(made,
             state ? std::move(state->joined) : std::vector<std::string>{});
  made.accept(std::make_unique<member>(*this, made, pid, std::move(handler)),
              pid);
  if (state)
    for (auto& each : state->missed) made.push(std::move(each));
  welcome(made, auth);
}

// -- to many ------------------------------------------------------------------

/// What goes to another reactor owns its texts.
struct room_space::own_broadcast {
  explicit own_broadcast(const broadcast& of)
      : name(of.name),
        args(of.args.begin(), of.args.end()),
        attachments(of.attachments.begin(), of.attachments.end()),
        is_volatile(of.is_volatile) {
    arg_views.assign(args.begin(), args.end());
    attachment_views.assign(attachments.begin(), attachments.end());
  }
  own_broadcast(const own_broadcast&) = delete;
  own_broadcast& operator=(const own_broadcast&) = delete;

  broadcast view() const {
    return {name, arg_views, attachment_views, {}, is_volatile};
  }

  const std::string name;
  const std::vector<std::string> args;
  const std::vector<std::string> attachments;
  const bool is_volatile;
  std::vector<std::string_view> arg_views;
  std::vector<std::string_view> attachment_views;
};

void room_space::enter(std::shared_ptr<room_circle> circle) {
  circle_ = std::move(circle);
  circle_->add(weak_from_this(), *reactor::current());
}

void room_space::send(const audience& whom, const broadcast& what) {
  deliver(whom, what);
  if (!circle_ || what.is_local) return;
  auto own = std::make_shared<const own_broadcast>(what);
  circle_->with_others(*this, [whom, own](room_space* there) {
    if (there != nullptr) there->deliver(whom, own->view());
  });
}

void room_space::send(socket& to, const broadcast& what) {
  auto here = what;
  here.is_local = true;
  send({{to.sid()}, {}}, here);
}

void room_space::deliver(const audience& whom, const broadcast& what) {
  std::vector<frame_ptr> frames;
  bool recoverable = log_ && !what.is_volatile && !what.id;
  // With recovery also for those who are away.
  if (recoverable) frames = frames_of(format_, nsp_, what, log_->next_offset());
  rooms_.for_each(whom, [&](socket& each) {
    if (what.is_volatile && !each.connection().sink().takes_now()) return;
    if (frames.empty()) frames = frames_of(format_, nsp_, what, {});
    for (const auto& f : frames) each.push(f);
  });
  if (recoverable) log_->add(whom, std::move(frames));
}

void room_space::ask_here(const audience& whom, broadcast what,
                          std::chrono::milliseconds time,
                          questions::finish done) {
  std::unordered_set<std::string> asked;
  timeouts* timers = nullptr;
  rooms_.for_each(whom, [&](socket& each) {
    asked.insert(each.sid());
    timers = &each.connection().session().timers();
  });
  if (asked.empty()) return done({});
  what.id = questions_.next_id();
  deliver(whom, what);
  questions_.open(*what.id, std::move(asked), *timers, time, std::move(done));
}

void room_space::ask(const audience& whom, broadcast what,
                     std::chrono::milliseconds time, questions::finish done) {
  struct gathering {
    answers all;
    std::size_t waits_for = 1;
    questions::finish done;
  };
  auto got = std::make_shared<gathering>();
  got->done = std::move(done);
  auto take = [got](answers some) {
    got->all.add(std::move(some));
    if (--got->waits_for == 0) got->done(std::move(got->all));
  };
  if (circle_ && !what.is_local) {
    auto own = std::make_shared<const own_broadcast>(what);
    auto& home = *reactor::current();
    got->waits_for += circle_->with_others(
        *this, [whom, own, time, take, &home](room_space* there) {
          auto tell = [take, &home](answers some) {
            boost::asio::post(home.io(),
                              [take, some = std::move(some)] { take(some); });
          };
          if (there == nullptr) return tell({});
          there->ask_here(whom, own->view(), time, tell);
        });
  }
  ask_here(whom, what, time, take);
}

}  // namespace parley::net::socketio
