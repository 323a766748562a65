#!/usr/bin/env bash
# vertx-openapi 5.0.10 refuses a contract whose server URL is relative, such as "/" or "/api/v1".
#
# OpenAPI 3.1 allows a relative URL in `servers` (section 4.8.5), and "/" is the default where
# `servers` is absent. The library takes the contract without `servers`, and refuses the same contract
# with the default written out. An absolute URL with a variable is refused too.
# Expected before the run: all five are read.
#
# Seen on 2026-11-28 with JDK 25 and io.vertx:vertx-openapi:5.0.10:
#   absent                     read
#   http://localhost/          read
#   /                          refused: The specified URL is malformed: /
#   /api/v1                    refused: The specified URL is malformed: /api/v1
#   https://example.org/{v}/x  refused: The passed OpenAPI contract is invalid.
#
# Needs: mvn, a JDK 17 or newer. Ends with 0 where the behaviour is as above, with 1 where it changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>io.vertx</groupId>
      <artifactId>vertx-openapi</artifactId>
      <version>5.0.10</version>
    </dependency>
  </dependencies>
</project>
POM
cat >Finding.java <<'JAVA'
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;

class Finding {
  public static void main(String[] arguments) throws Exception {
    Vertx vertx = Vertx.vertx();
    String[] urls = {"absent", "http://localhost/", "/", "/api/v1", "https://example.org/{v}/x"};
    for (String url : urls) {
      JsonObject responses =
          new JsonObject().put("200", new JsonObject().put("description", "ok"));
      JsonObject operation = new JsonObject().put("operationId", "a").put("responses", responses);
      JsonObject contract =
          new JsonObject()
              .put("openapi", "3.1.0")
              .put("info", new JsonObject().put("title", "t").put("version", "1"))
              .put("paths", new JsonObject().put("/a", new JsonObject().put("get", operation)));
      if (!url.equals("absent")) {
        JsonObject server = new JsonObject().put("url", url);
        if (url.contains("{")) {
          JsonObject v = new JsonObject().put("default", "v1");
          server.put("variables", new JsonObject().put("v", v));
        }
        contract.put("servers", new JsonArray().add(server));
      }
      try {
        OpenAPIContract.from(vertx, contract).toCompletionStage().toCompletableFuture().get();
        System.out.println(url + " read");
      } catch (java.util.concurrent.ExecutionException e) {
        System.out.println(url + " refused");
      }
    }
    vertx.close();
  }
}
JAVA
mvn -q -B dependency:build-classpath -Dmdep.outputFile=classpath >maven.log 2>&1 || { cat maven.log; exit 2; }
java -cp "$(cat classpath)" Finding.java 2>/dev/null | tee seen
diff seen - <<'SEEN'
absent read
http://localhost/ read
/ refused
/api/v1 refused
https://example.org/{v}/x refused
SEEN
