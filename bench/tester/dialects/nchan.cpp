#include "bench/tester/dialects/dialect.hpp"
#include "bench/tester/frame.hpp"

namespace parley::bench {

namespace {

/// nginx with nchan: subscribers and publishers are connections of different
/// locations, so each room has one extra connection that only sends.
class nchan_dialect final : public dialect {
 public:
  std::string target(const seat& who) const override {
    return (who.publisher ? "/pub/" : "/sub/") + who.room;
  }

  setup upgraded(const seat&, std::string&) const override {
    return setup::ready;
  }

  setup setup_text(const seat&, std::string_view, std::string&) const override {
    return setup::ready;
  }

  void publish(const seat&, const outgoing& message,
               std::string& out) const override {
    std::string text = "{";
    append_body(text, message);
    text += '}';
    append_client_frame(out, opcode::text, text);
  }

  bool needs_publishers() const override { return true; }
};

}  // namespace

std::unique_ptr<dialect> make_nchan_dialect() {
  return std::make_unique<nchan_dialect>();
}

}  // namespace parley::bench
