#include "actors/previews/previewer.hpp"

#include <chrono>
#include <list>
#include <unordered_map>

#include "actors/house_rules.hpp"

namespace parley::actors {

namespace {

constexpr std::size_t most_pages = 1000;
constexpr std::chrono::hours fresh{1};
constexpr std::chrono::minutes failed{5};

/// Pages by their address; the one that was longest not asked for goes first.
class page_memory {
 public:
  using clock = std::chrono::steady_clock;
  using page = core::result<page_summary>;

  const page* find(const std::string& url, clock::time_point now) {
    auto found = by_url_.find(url);
    if (found == by_url_.end()) return nullptr;
    if (found->second->until <= now) {
      order_.erase(found->second);
      by_url_.erase(found);
      return nullptr;
    }
    order_.splice(order_.begin(), order_, found->second);
    return &order_.front().what;
  }

  void keep(const std::string& url, page what, clock::time_point now) {
    auto until =
        now + (what ? clock::duration{fresh} : clock::duration{failed});
    order_.push_front({url, std::move(what), until});
    by_url_[url] = order_.begin();
    if (order_.size() <= most_pages) return;
    by_url_.erase(order_.back().url);
    order_.pop_back();
  }

 private:
  struct entry {
    std::string url;
    page what;
    clock::time_point until;
  };
  std::list<entry> order_;
  std::unordered_map<std::string, std::list<entry>::iterator> by_url_;
};

}  // namespace

caf::behavior previewer(caf::event_based_actor* self, fetch_function fetch) {
  follow_house_rules(self);
  auto memory = std::make_shared<page_memory>();
  return {
      [self, fetch, memory](const preview_page& ask) {
        auto now = self->clock().now();
        const auto* known = memory->find(ask.url, now);
        auto page = known != nullptr ? *known : fetch(ask.url);
        if (known == nullptr) memory->keep(ask.url, page, now);
        return page;
      },
      [self](const stop_storage&) {
        self->quit(caf::exit_reason::user_shutdown);
      },
  };
}

}  // namespace parley::actors
