#include "config/load.hpp"

#include <catch2/catch.hpp>

#include "config/listen_address.hpp"
#include "tests/config/temporary_folder.hpp"

using namespace parley::config;
using Catch::Contains;

namespace {

using strings = std::vector<std::string>;

// The settings from these places, with no files unless the test wrote them.
struct fixture {
  temporary_folder folder;

  loaded good(const strings& arguments, const environment_map& environment = {},
              const command_shape& shape = {}) {
    auto result = load(arguments, environment, folder.path(), shape);
    INFO((result ? "" : result.error().detail));
    REQUIRE(result.has_value());
    return *result;
  }

  std::string bad(const strings& arguments,
                  const environment_map& environment = {}) {
    auto result = load(arguments, environment, folder.path());
    REQUIRE_FALSE(result.has_value());
    return result.error().detail;
  }
};

}  // namespace

TEST_CASE_METHOD(fixture, "load: without any source the defaults are in force",
                 "[config][load]") {
  auto got = good({});

  CHECK(got.values.port == 3000);
  CHECK(got.origins.at("PORT") == "default");
  CHECK(got.warnings.empty());
}

TEST_CASE_METHOD(fixture, "load: each source wins over the ones below it",
                 "[config][load]") {
  folder.write("parley.toml", "port = 1001\n");
  CHECK(good({}).values.port == 1001);
  CHECK(good({}).origins.at("PORT") == "parley.toml line 1");

  folder.write(".env", "# mine\nPORT=1002\n");
  CHECK(good({}).values.port == 1002);
  CHECK(good({}).origins.at("PORT") == ".env line 2");

  environment_map environment{{"PORT", "1003"}};
  CHECK(good({}, environment).values.port == 1003);
  CHECK(good({}, environment).origins.at("PORT") == "environment PORT");

  CHECK(good({"--port", "1004"}, environment).values.port == 1004);
  CHECK(good({"--port=1004"}, environment).origins.at("PORT") == "flag --port");
}

TEST_CASE_METHOD(fixture, "load: a value that is overruled need not be valid",
                 "[config][load]") {
  CHECK(good({"--port", "1"}, {{"PORT", "nonsense"}}).values.port == 1);
}

TEST_CASE_METHOD(fixture, "load: every problem is told at once, with its place",
                 "[config][load]") {
  folder.write(".env", "BCRYPT_COST=99\n");
  folder.write("parley.toml", "storage = \"mongo\"\nprot = 1\n");

  auto text = bad({"--port", "99999", "--hots", "x"},
                  {{"PING_TIMEOUT_MS", "20 years"}});

  CHECK_THAT(text, Contains("PORT = '99999' (flag --port): must be 1 to 65535, "
                            "or 0: any free port"));
  CHECK_THAT(text, Contains("--hots is not a flag: did you mean --host?"));
  CHECK_THAT(text, Contains("PING_TIMEOUT_MS = '20 years' (environment "
                            "PING_TIMEOUT_MS): must be 100 to 600000 ms"));
  CHECK_THAT(text,
             Contains("BCRYPT_COST = '99' (.env line 1): must be 4 to 15"));
  CHECK_THAT(text, Contains("STORAGE = 'mongo' (parley.toml line 1): must be "
                            "sqlite or memory"));
  CHECK_THAT(text, Contains("parley.toml line 2: prot is not a setting: did "
                            "you mean port?"));
}

TEST_CASE_METHOD(fixture, "load: a problem with a secret does not repeat it",
                 "[config][load]") {
  CHECK_THAT(bad({"--metrics-token", "hunter2"}),
             Contains("METRICS_TOKEN (flag --metrics-token): must have") &&
                 !Contains("hunter2"));
}

TEST_CASE_METHOD(fixture, "load: sizes and durations may carry their unit",
                 "[config][load]") {
  auto got = good({"--json-body-limit", "2MB", "--access-token-ttl-s=15m"},
                  {{"PING_INTERVAL_MS", "30s"}, {"REFRESH_TOKEN_TTL_S", "7d"}});

  CHECK(got.values.json_body_limit == 2 << 20);
  CHECK(got.values.access_token_ttl == std::chrono::minutes{15});
  CHECK(got.values.ping_interval == std::chrono::seconds{30});
  CHECK(got.values.refresh_token_ttl == std::chrono::days{7});
  CHECK_THAT(bad({"--refresh-grace-s", "1500ms"}), Contains("1 to 300 s"));
}

TEST_CASE_METHOD(fixture,
                 "load: names of earlier servers' files are understood",
                 "[config][load]") {
  auto got =
      good({}, {{"NODE_ENV", "production"},
                {"CORS_ORIGINS", "http://a.example, https://b.example"}});

  CHECK(got.values.production());
  CHECK(got.values.frontend_urls ==
        strings{"http://a.example", "https://b.example"});
  CHECK_FALSE(good({}, {{"NODE_ENV", "test"}}).values.production());
}

TEST_CASE_METHOD(fixture,
                 "load: the main name wins over its alias, with a word",
                 "[config][load]") {
  auto got = good({}, {{"APP_ENV", "production"}, {"NODE_ENV", "development"}});

  CHECK(got.values.production());
  REQUIRE(got.warnings.size() == 1);
  CHECK_THAT(got.warnings[0], Contains("APP_ENV") && Contains("NODE_ENV"));
  CHECK(good({}, {{"FRONTEND_URL", "*"}, {"CORS_ORIGINS", "*"}})
            .warnings.empty());
}

TEST_CASE_METHOD(fixture, "load: a MongoDB address is warned about by name",
                 "[config][load]") {
  folder.write(".env", "MONGODB_URI=mongodb://user:pass@db/chat\n");

  auto got = good({});

  REQUIRE(got.warnings.size() == 1);
  CHECK_THAT(got.warnings[0], Contains("MONGODB_URI") &&
                                  Contains("parley import") &&
                                  !Contains("pass"));
}

TEST_CASE_METHOD(fixture,
                 "load: unknown or empty names in the environment are "
                 "ignored",
                 "[config][load]") {
  auto got = good({}, {{"PATH", "/bin"}, {"PORT", ""}, {"JWT_SECRET", ""}});

  CHECK(got.values.port == 3000);
  CHECK(got.warnings.empty());
}

TEST_CASE_METHOD(fixture, "load: switches take a word, or stand alone",
                 "[config][load]") {
  environment_map off{{"ACCESS_LOG", "off"}};
  CHECK_FALSE(good({}, off).values.access_log);
  CHECK(good({"--access-log"}, off).values.access_log);
  CHECK(good({"--access-log", "--port", "1"}, off).values.access_log);
  CHECK_FALSE(good({"--no-access-log"}).values.access_log);
  CHECK_FALSE(good({"--access-log=no"}).values.access_log);
  CHECK_FALSE(good({"--access-log", "false"}).values.access_log);
  CHECK_THAT(bad({"--no-port"}), Contains("--no-port is not a flag"));
}

TEST_CASE_METHOD(fixture, "load: a flag without its value is a problem",
                 "[config][load]") {
  CHECK_THAT(bad({"--port"}), Contains("--port needs a value"));
  CHECK_THAT(bad({"--port", "--host", "::1"}),
             Contains("--port needs a value"));
  CHECK_THAT(bad({"stray"}), Contains("'stray' is one argument too many"));
}

TEST_CASE_METHOD(fixture, "load: an alias used as a flag leads to the real one",
                 "[config][load]") {
  CHECK_THAT(bad({"--cors-origins", "*"}), Contains("mean --frontend-url?"));
}

TEST_CASE_METHOD(fixture, "load: a sub-command's own flags stay apart",
                 "[config][load]") {
  command_shape shape{{"count"}, {"force"}, 1};

  auto got =
      good({"file", "--count", "5", "--port", "1", "--force"}, {}, shape);

  CHECK(got.own.at("count") == "5");
  CHECK(got.own.at("force") == "true");
  CHECK(got.operands == strings{"file"});
  CHECK(got.values.port == 1);
}

TEST_CASE_METHOD(fixture,
                 "load: --config names the TOML file, which must exist",
                 "[config][load]") {
  folder.write("other.toml",
               "port = 1005\nfrontend_url = [\"http://a\", \"http://b\"]\n"
               "access_log = false\njson_body_limit = \"2MB\"\n");

  auto got = good({"--config", "other.toml"});

  CHECK(got.values.port == 1005);
  CHECK(got.values.frontend_urls == strings{"http://a", "http://b"});
  CHECK_FALSE(got.values.access_log);
  CHECK(got.values.json_body_limit == 2 << 20);
  CHECK_THAT(bad({"--config", "missing.toml"}),
             Contains("cannot read") && Contains("missing.toml"));
}

TEST_CASE_METHOD(fixture, "load: a broken TOML file is told with its line",
                 "[config][load]") {
  folder.write("parley.toml", "port = 1\nhost = \"open\n");
  CHECK_THAT(bad({}), Contains("parley.toml line 2"));

  folder.write("parley.toml", "port = 1.5\n");
  CHECK_THAT(bad({}), Contains("parley.toml line 1: port must be"));
}

TEST_CASE_METHOD(fixture,
                 "load: a line of .env that says nothing is warned about",
                 "[config][load]") {
  folder.write(".env", "PORT=1\nnonsense\n");

  CHECK(good({}).warnings == strings{".env line 2 is not NAME=value"});
}

TEST_CASE_METHOD(fixture,
                 "load: settings that contradict each other are refused",
                 "[config][load]") {
  CHECK_THAT(bad({"--message-content-limit", "1MB"}),
             Contains("MESSAGE_CONTENT_LIMIT must be below WS_MAX_MESSAGE"));
  CHECK_THAT(bad({"--message-rate-burst", "10"}),
             Contains("MESSAGE_RATE_BURST must be at least"));
  CHECK_THAT(bad({"--refresh-token-ttl-s", "60"}),
             Contains("REFRESH_TOKEN_TTL_S must be at least"));
  CHECK_THAT(bad({"--turn-urls", "turn:turn.example"}),
             Contains("TURN_URLS needs TURN_SECRET"));
}

TEST_CASE("load: HOST may be an IPv6 address with brackets or without",
          "[config][load]") {
  settings with;
  with.port = 80;
  for (auto host : {"::1", "[::1]"}) {
    with.host = host;
    auto at = read_listen_address(listeners_of(with).front());
    REQUIRE(at);
    CHECK(at->host == "::1");
    CHECK(at->port == 80);
  }
}

TEST_CASE_METHOD(fixture,
                 "load: addresses and origins are checked entry by entry",
                 "[config][load]") {
  CHECK(good({"--trusted-proxies", "10.0.0.0/8, ::1"})
            .values.trusted_proxies.size() == 2);
  CHECK_THAT(bad({"--trusted-proxies", "10.0.0.0/8,proxy"}),
             Contains("must be IP addresses"));
  CHECK_THAT(bad({"--trusted-proxies", "10.0.0.0/33"}),
             Contains("must be IP addresses"));
  CHECK(good({"--frontend-url", "http://[::1]:5173,*"})
            .values.frontend_urls.size() == 2);
  for (auto origin : {"chat.example", "https://chat.example/app", "ftp://a",
                      "https://", "https://a:99999"})
    CHECK_THAT(bad({"--frontend-url", origin}),
               Contains("must be * or origins"));
  CHECK(good({"--listen", "0.0.0.0:4000,[::]:3000,localhost:0"})
            .values.listen.size() == 3);
  for (auto listener : {"4000", "unix:/run/parley.sock", "chat.example:80",
                        "::1:80", "[::1]", "0.0.0.0:65536", "[127.0.0.1]:80"})
    CHECK_THAT(bad({"--listen", listener}), Contains("must be host:port"));
  CHECK_THAT(bad({"--log-level", "loud"}), Contains("must be trace, debug"));
  for (auto url : {"https://idp.example/keys", "http://127.0.0.1:9/keys",
                   "http://[::1]/keys"})
    CHECK(good({"--jwt-key-file", "own.pem", "--jwt-jwks-url", url})
              .values.jwt_jwks_url == url);
  for (auto url : {"http://idp.example/keys", "ftp://127.0.0.1/",
                   "http://127.0.0.1:x@idp.example/keys",
                   "https://me@idp.example/keys", "https://idp.example/a b"})
    CHECK_THAT(bad({"--jwt-key-file", "own.pem", "--jwt-jwks-url", url}),
               Contains("must be an https:// address"));
}

TEST_CASE_METHOD(fixture, "load: PeerJS is served where nothing else is",
                 "[config][load]") {
  CHECK(good({}).values.peerjs_path == "/peerjs");
  for (auto path : {"off", "/calls", "/my-app/v2.1/~peers", "/apis"})
    CHECK(good({"--peerjs-path", path}).values.peerjs_path == path);
  for (auto path : {"", "/", "peerjs", "/calls/", "/a//b", "/a/../b", "/a b",
                    "/a?b", "/%61pi", "/:id", "/*", "/api", "/api/peerjs",
                    "/ws", "/socket.io/x", "/health", "/docs", "/uploads/a"})
    CHECK_THAT(bad({"--peerjs-path", path}), Contains("must be a path such"));
  CHECK_THAT(bad({"--peerjs-key", "a/b"}), Contains("letters, digits"));
  CHECK_THAT(bad({"--peerjs-key", ""}), Contains("letters, digits"));
  CHECK(good({"--peerjs-auth", "token"}).values.peerjs_for ==
        peerjs_admission::users);
}

TEST_CASE_METHOD(fixture, "load: addresses of STUN and TURN servers",
                 "[config][load]") {
  auto got =
      good({"--stun-urls", "stun:a.example,stuns:[::1]:5349", "--turn-urls",
            "turn:a.example:3478?transport=udp,turns:10.0.0.1", "--turn-secret",
            "north"});
  CHECK(got.values.stun_urls.size() == 2);
  CHECK(got.values.turn_urls.size() == 2);
  for (auto url : {"turn:a.example", "stun:", "stun://a.example", "a.example",
                   "stun:a.example:99999", "stun:a.example?transport=udp"})
    CHECK_THAT(bad({"--stun-urls", url}), Contains("must be like stun:"));
  for (auto url : {"stun:a.example", "turn:", "http://a.example",
                   "turn:a.example?transport=sctp"})
    CHECK_THAT(bad({"--turn-urls", url}), Contains("must be like turn:"));
  CHECK_THAT(bad({"--turn-secret", "two words"}), Contains("no spaces"));
}
