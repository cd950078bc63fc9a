#include "net/api/rate_gate.hpp"

namespace parley::net::api {

namespace {

using http::rate_class;

rate_class class_of(const http::route* target) {
  return target == nullptr ? rate_class::request : target->options.rate;
}

/// It succeeded, or what refused it was not a wrong guess. Who is told to wait
/// and does not, counts: each time an account was looked up.
bool is_free(const response& said) {
  return said.status < 300 || said.status >= 500 ||
         said.failed == core::errc::second_factor_required;
}

/// One request before the limits.
class applicant {
 public:
  applicant(request& who, const context& with)
      : request_(who), with_(with), now_(std::chrono::steady_clock::now()) {}

  core::rate_verdict count(rate_class as) {
    if (as == rate_class::nothing) return {};
    if (as == rate_class::attempt || as == rate_class::creation)
      return with_.rates->address_tries(request_.remote, now_);
    auto who = authenticate(request_, with_);
    if (!who) return with_.rates->stranger_asks(request_.remote, now_);
    request_.caller = *who;
    auto said = with_.rates->user_asks((*who)->user, now_);
    if (!said.admitted || as != rate_class::message) return said;
    auto speech = with_.rates->user_says((*who)->user, now_);
    return said.limit == 0 || !speech.admitted ? speech : said;
  }

 private:
  request& request_;
  const context& with_;
  core::rate_limiter::time_point now_;
};

std::optional<response> admit(request& head, const http::route* target,
                              const context& with) {
  head.rate = applicant{head, with}.count(class_of(target));
  if (head.rate.admitted) return std::nullopt;
  core::failure why{core::errc::rate_limited};
  if (!head.caller) why.detail = "Too many requests from this IP";
  why.retry_after_ms = static_cast<int>(head.rate.wait.count());
  return http::error(why, head);
}

}  // namespace

void add_rate_gate(http::server_context& to, const context& with) {
  to.gate = [&with](request& head, const http::route* target) {
    return admit(head, target, with);
  };
  to.after = [&with](request& of, const http::route& target,
                     const response& said) {
    if (target.options.rate != rate_class::attempt || !is_free(said)) return;
    of.rate = with.rates->address_guessed_nothing(
        of.remote, std::chrono::steady_clock::now());
  };
}

}  // namespace parley::net::api
