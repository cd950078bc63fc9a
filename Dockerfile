# docker build -t parley .
# docker run -p 3000:3000 -v parley:/data \
#   -e JWT_SECRET="$(openssl rand -hex 32)" parley
# Keep the secret: with another one everyone has to log in anew.

FROM debian:12 AS build
WORKDIR /src
# The list alone first: sources change more often than what they need.
COPY scripts/packages scripts/packages
RUN apt-get update
RUN awk '$1 == "build" || $1 == "node" { print $2 }' scripts/packages \
    | xargs apt-get install -y -q --no-install-recommends
COPY web/package.json web/package-lock.json web/
RUN npm ci --prefix web --no-audit --no-fund
COPY . .
RUN cmake --preset release -DPARLEY_TESTS=OFF
RUN cmake --build build/release --target parley
RUN strip build/release/parley build/release/parley-image

FROM debian:12-slim
WORKDIR /data
COPY scripts/packages /tmp/packages
RUN apt-get update \
    && awk '$1 == "run" { print $2 }' /tmp/packages \
    | xargs apt-get install -y -q --no-install-recommends \
    && rm -rf /var/lib/apt/lists/* /tmp/packages
RUN useradd --uid 10001 --user-group --no-create-home \
    --shell /usr/sbin/nologin parley \
    && chown parley:parley /data
COPY --from=build /src/build/release/parley /src/build/release/parley-image \
  /usr/local/bin/
USER parley
# Weak or missing secrets are start-up errors in production.
ENV APP_ENV=production DATA=/data
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["parley", "healthcheck"]
ENTRYPOINT ["parley"]
CMD ["serve"]
