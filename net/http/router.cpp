#include "net/http/router.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <stdexcept>
#include <utility>

namespace parley::net::http {

namespace {

using methods =
    std::array<std::unique_ptr<route>, static_cast<std::size_t>(verb::other)>;

// A value for `*` must be safe below a folder: no empty segment (it would make
// an absolute path) and no separator that was hidden in an encoding.
bool joins_safely(std::span<const std::string> rest) {
  return std::none_of(rest.begin(), rest.end(), [](const auto& segment) {
    return segment.empty() || segment.find_first_of("/\\") != std::string::npos;
  });
}

std::string join(std::span<const std::string> rest) {
  std::string text;
  for (const auto& segment : rest) {
    if (!text.empty()) text += '/';
    text += segment;
  }
  return text;
}

[[noreturn]] void reject(std::string_view pattern, std::string_view why) {
  throw std::logic_error("route " + std::string{pattern} + ": " +
                         std::string{why});
}

}  // namespace

// One position of a path. Names of parameters belong to the routes, because
// /users/:id and /users/:userId/sessions share their second node.
struct router::node {
  std::vector<std::pair<std::string, std::unique_ptr<node>>> literals;
  std::unique_ptr<node> any;
  methods here;
  methods below;  // routes that end in "*" at this node

  node* literal(std::string_view text) const {
    for (const auto& [name, child] : literals)
      if (name == text) return child.get();
    return nullptr;
  }

  void for_each(const std::function<void(verb, route&)>& visit) {
    for (auto* offered : {&here, &below})
      for (std::size_t i = 0; i < offered->size(); ++i)
        if (auto& each = (*offered)[i]) visit(static_cast<verb>(i), *each);
    for (auto& [name, next] : literals) next->for_each(visit);
    if (any) any->for_each(visit);
  }

  node& child(std::string_view segment) {
    if (segment.starts_with(':')) {
      if (!any) any = std::make_unique<node>();
      return *any;
    }
    if (auto* known = literal(segment)) return *known;
    literals.emplace_back(segment, std::make_unique<node>());
    return *literals.back().second;
  }
};

// One look-up: walks the tree in the order of precedence, goes back where a
// branch ends, and collects what other methods the path has.
class router::search {
 public:
  search(verb method, std::span<const std::string> segments)
      : method_(method), segments_(segments) {}

  match run(const node& root) && {
    visit(root, 0);
    if (result_.found) bind();
    return std::move(result_);
  }

 private:
  bool visit(const node& at, std::size_t depth) {
    if (depth == segments_.size()) {
      if (take(at.here, depth)) return true;
    } else {
      auto* literal = at.literal(segments_[depth]);
      if (literal && visit(*literal, depth + 1)) return true;
      bool named = at.any && !segments_[depth].empty();
      if (named && visit(*at.any, depth + 1)) return true;
    }
    return joins_safely(segments_.subspan(depth)) && take(at.below, depth);
  }

  bool take(const methods& offered, std::size_t depth) {
    for (std::size_t i = 0; i < offered.size(); ++i)
      if (offered[i]) result_.allowed.insert(static_cast<verb>(i));
    auto* chosen = pick(offered, method_);
    if (!chosen && method_ == verb::head) chosen = pick(offered, verb::get);
    if (!chosen) return false;
    result_.found = chosen;
    matched_ = depth;
    return true;
  }

  static const route* pick(const methods& offered, verb method) {
    if (method == verb::other) return nullptr;
    return offered[static_cast<std::size_t>(method)].get();
  }

  void bind() {
    std::string_view pattern{result_.found->pattern};
    for (std::size_t i = 0; i < matched_; ++i) {
      pattern.remove_prefix(1);
      auto name = pattern.substr(0, pattern.find('/'));
      pattern.remove_prefix(name.size());
      if (name.starts_with(':'))
        result_.params.add(name.substr(1), segments_[i]);
    }
    if (pattern == "/*")
      result_.params.add("*", join(segments_.subspan(matched_)));
  }

  verb method_;
  std::span<const std::string> segments_;
  std::size_t matched_ = 0;
  match result_;
};

router::router() : root_(std::make_unique<node>()) {}
router::~router() = default;
router::router(router&&) noexcept = default;
router& router::operator=(router&&) noexcept = default;

void router::add(verb method, std::string_view pattern, handler handle,
                 route_options options) {
  if (!pattern.starts_with('/')) reject(pattern, "must begin with /");
  if (method == verb::other) reject(pattern, "needs a known method");
  auto* at = root_.get();
  auto* place = &at->here;
  for (auto rest = pattern.substr(1); !rest.empty();) {
    auto end = std::min(rest.find('/'), rest.size());
    auto segment = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (segment.empty() || segment == ":") reject(pattern, "empty segment");
    if (segment == "*") {
      if (!rest.empty()) reject(pattern, "* must be last");
      place = &at->below;
      break;
    }
    at = &at->child(segment);
    place = &at->here;
  }
  auto& slot = (*place)[static_cast<std::size_t>(method)];
  if (slot) reject(pattern, "is taken");
  largest_ = std::max(largest_, options.body_limit);
  slot = std::make_unique<route>(
      route{std::string{pattern}, std::move(handle), options});
}

router::match router::find(verb method,
                           const std::vector<std::string>& segments) const {
  return search{method, segments}.run(*root_);
}

void router::for_each(const std::function<void(verb, route&)>& visit) {
  root_->for_each(visit);
}

std::size_t router::largest_body_limit(std::size_t fallback) const {
  return std::max(largest_, fallback);
}

}  // namespace parley::net::http
