# The image of Freehold: docker build -t freehold .
# A project's own image adds its spec: FROM this one, and COPY freehold.yaml to /app (see `freehold new`).
FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /src
COPY . .
RUN mvn -B -Dmaven.test.skip=true -Dformat.skip=true package

FROM eclipse-temurin:25-jre
# curl is for health checks.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends curl \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --uid 10001 --create-home --shell /usr/sbin/nologin freehold \
  && install --directory --owner=freehold /opt/freehold /app
USER 10001
WORKDIR /opt/freehold
COPY --chown=10001 freehold ./
COPY --chown=10001 bin/java-home.sh bin/
COPY --chown=10001 --from=build /src/target/freehold.jar target/
# The first start prepares quick ones, and unpacks the PostgreSQL that `freehold test` runs on.
RUN ./freehold --version
WORKDIR /app
ENV HOST=0.0.0.0
EXPOSE 8000
ENTRYPOINT ["/opt/freehold/freehold"]
CMD ["serve"]
