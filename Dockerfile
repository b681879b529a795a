# The command line of Sluice, and with it a node of a group: docker-compose.yml starts three. The program needs the C
# libraries of Debian and nothing else: Swift is linked in.
FROM swift:6.3-bookworm AS build
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends \
    librocksdb-dev librdkafka-dev libmicrohttpd-dev libyaml-dev pkg-config
WORKDIR /sluice
COPY Package.swift ./
COPY Sources Sources
COPY Tests Tests
RUN swift build -c release --static-swift-stdlib --product sluice

FROM debian:bookworm-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends \
    librocksdb7.8 librdkafka1 libmicrohttpd12 libyaml-0-2 && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --home-dir /var/lib/sluice sluice
COPY --from=build /sluice/.build/release/sluice /usr/local/bin/sluice
USER sluice
WORKDIR /var/lib/sluice
VOLUME /var/lib/sluice
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s CMD ["sluice", "status", "--ready"]
ENTRYPOINT ["sluice"]
CMD ["--help"]
