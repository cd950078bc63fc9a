#include "net/websocket/deflate.hpp"

#include <catch2/catch.hpp>

using namespace parley::net::websocket;
using namespace std::string_literals;

namespace {

constexpr deflate_policy on{.enabled = true};
constexpr deflate_policy with_context{.enabled = true,
                                      .context_takeover = true};

// The answer to an offer; empty: declined.
std::string answer(std::string_view offer, const deflate_policy& policy = on) {
  auto terms = agree_deflate(offer, policy);
  return terms ? answer_of(*terms) : "";
}

const auto no_context =
    "permessage-deflate; server_no_context_takeover; "
    "client_no_context_takeover"s;
const auto client_context = "permessage-deflate; server_no_context_takeover"s;

}  // namespace

TEST_CASE("deflate: nothing is agreed on while the policy is off",
          "[net][websocket]") {
  CHECK_FALSE(agree_deflate("permessage-deflate", {}));
}

TEST_CASE("deflate: without an offer there is no answer", "[net][websocket]") {
  auto header = GENERATE("", " ", ",", "x-webkit-deflate-frame",
                         "permessage-deflate2", "Permessage-Deflate");
  CHECK(answer(header).empty());
}

TEST_CASE("deflate: RFC 7692 7.1, each parameter has its answer",
          "[net][websocket]") {
  struct sample {
    std::string parameters;
    std::string without_context, with_context;
  };
  const auto window_10 = "; server_max_window_bits=10"s;
  auto s = GENERATE_COPY(
      sample{"", no_context, client_context},
      sample{"; server_no_context_takeover", no_context, client_context},
      sample{"; client_no_context_takeover", no_context, no_context},
      sample{"; client_max_window_bits", no_context, client_context},
      sample{"; client_max_window_bits=8", no_context, client_context},
      sample{"; client_max_window_bits=15", no_context, client_context},
      sample{"; server_max_window_bits=10", no_context + window_10,
             client_context + window_10},
      sample{"; server_max_window_bits=15; client_no_context_takeover",
             no_context + "; server_max_window_bits=15",
             no_context + "; server_max_window_bits=15"});
  CAPTURE(s.parameters);

  CHECK(answer("permessage-deflate" + s.parameters) == s.without_context);
  CHECK(answer("permessage-deflate" + s.parameters, with_context) ==
        s.with_context);
}

TEST_CASE("deflate: 7.1.2.1, our window is what the client can hold",
          "[net][websocket]") {
  for (int bits = 9; bits <= 15; ++bits) {
    auto terms = agree_deflate(
        "permessage-deflate; server_max_window_bits=" + std::to_string(bits),
        on);
    REQUIRE(terms);
    CHECK(terms->window_bits == bits);
  }
  CHECK(agree_deflate("permessage-deflate", on)->window_bits == 15);
}

TEST_CASE("deflate: a window that zlib does not have is declined",
          "[net][websocket]") {
  CHECK(answer("permessage-deflate; server_max_window_bits=8").empty());
}

TEST_CASE("deflate: 7, an invalid or unknown parameter declines the offer",
          "[net][websocket]") {
  auto parameters = GENERATE(
      "server_no_context_takeover=1", "client_no_context_takeover=\"true\"",
      "server_max_window_bits", "server_max_window_bits=7",
      "server_max_window_bits=16", "server_max_window_bits=010",
      "server_max_window_bits=1", "server_max_window_bits=1a",
      "server_max_window_bits=100", "server_max_window_bits=-9",
      "client_max_window_bits=7", "client_max_window_bits=16",
      "client_max_window_bits=x", "client_max_window_bits=08",
      "client_max_window_bits; client_max_window_bits",
      "client_max_window_bits=10; client_max_window_bits",
      "server_max_window_bits=10; server_max_window_bits=10",
      "server_no_context_takeover; server_no_context_takeover",
      "client_no_context_takeover; client_no_context_takeover", "mux",
      "Server_no_context_takeover", "server_max_window_bits =");
  CAPTURE(parameters);
  const auto offer = "permessage-deflate; "s + parameters;

  CHECK(answer(offer).empty());
  CHECK(answer(offer + "; client_max_window_bits").empty());
}

TEST_CASE("deflate: 5.1, the first offer that can be kept is accepted",
          "[net][websocket]") {
  CHECK(answer("permessage-deflate; server_max_window_bits=9, "
               "permessage-deflate") ==
        no_context + "; server_max_window_bits=9");
  CHECK(answer("permessage-deflate; mux, permessage-deflate;"
               "server_max_window_bits=8,permessage-deflate") == no_context);
  CHECK(answer("x-other; server_max_window_bits=9; a=\"b\", , "
               "permessage-deflate") == no_context);
}

TEST_CASE("deflate: RFC 6455 9.1, values may be quoted, blanks may stand about",
          "[net][websocket]") {
  auto offer = GENERATE("permessage-deflate;server_max_window_bits=12",
                        "permessage-deflate; server_max_window_bits=\"12\"",
                        "permessage-deflate; server_max_window_bits=\"1\\2\"",
                        "\t permessage-deflate ;server_max_window_bits = 12 ",
                        "x; a=\"\\b\", permessage-deflate;"
                        "server_max_window_bits=12,",
                        "permessage-deflate;server_max_window_bits=12, {junk}");
  CAPTURE(offer);
  CHECK(answer(offer) == no_context + "; server_max_window_bits=12");
}

TEST_CASE("deflate: a header that is no list of extensions is no offer",
          "[net][websocket]") {
  auto header =
      GENERATE("permessage-deflate;", "permessage-deflate; =1",
               "permessage-deflate permessage-deflate", ";permessage-deflate",
               "permessage-deflate; server_max_window_bits=",
               "permessage-deflate; server_max_window_bits=\"\"",
               "permessage-deflate; server_max_window_bits=\"10",
               "permessage-deflate; server_max_window_bits=\"10\\",
               "permessage-deflate; server_max_window_bits=\"1,0\"",
               "permessage-deflate; client_max_window_bits=10 11",
               "\"permessage-deflate\"", "{junk}, permessage-deflate");
  CAPTURE(header);
  CHECK(answer(header).empty());
}
