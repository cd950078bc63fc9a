#include "net/http/shared_content.hpp"

#include "net/http/body_stream.hpp"

namespace parley::net::http {

namespace {

class shared_source final : public body_source {
 public:
  shared_source(std::string_view bytes, std::shared_ptr<const void> owner)
      : size_(bytes.size()), rest_(bytes), owner_(std::move(owner)) {}

  std::uint64_t size() const override { return size_; }

  boost::asio::awaitable<core::result<std::string>> next() override {
    constexpr std::size_t piece_size = 16 << 10;
    std::string piece{rest_.substr(0, piece_size)};
    rest_.remove_prefix(piece.size());
    co_return piece;
  }

 private:
  const std::uint64_t size_;
  std::string_view rest_;
  const std::shared_ptr<const void> owner_;
};

}  // namespace

response shared_content(std::string_view type, std::string_view bytes,
                        std::shared_ptr<const void> owner) {
  auto answer = response::content(type, {});
  answer.source = std::make_shared<shared_source>(bytes, std::move(owner));
  return answer;
}

}  // namespace parley::net::http
