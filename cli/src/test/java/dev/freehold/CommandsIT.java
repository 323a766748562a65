package dev.freehold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.FreeholdProcess;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands that start nothing, and a start that its configuration forbids.
final class CommandsIT {
  @TempDir Path directory;

  @Test
  void checkTellsWhatASpecMakes() throws Exception {
    try (FreeholdProcess check = FreeholdProcess.start(directory, Map.of(), "check")) {
      assertThat(check.exitStatus(60)).isZero();
      assertThat(check.out()).contains("Tasks", "/api/v1/tasks");
      assertThat(check.err()).isEmpty();
    }
  }

  @Test
  void checkTellsEveryFaultWithItsPlace() throws Exception {
    Files.writeString(
        directory.resolve("shop.yaml"),
        """
        freehold: 1
        name: Shop
        resources:
          items:
            fields:
              label: strng
              price: { type: decimal, minimun: 0 }
        """);
    try (FreeholdProcess check = FreeholdProcess.start(directory, Map.of(), "check", "shop.yaml")) {
      assertThat(check.exitStatus(60)).isEqualTo(2);
      assertThat(check.out() + check.err())
          .contains("shop.yaml:6:14", "'string'", "shop.yaml:7:31", "'minimum'")
          .doesNotContain("Exception");
    }
    try (FreeholdProcess serve = FreeholdProcess.start(directory, Map.of(), "serve", "shop.yaml")) {
      assertThat(serve.exitStatus(60)).isEqualTo(2);
      assertThat(serve.err()).contains("shop.yaml:6:14");
    }
    assertThat(directory.resolve(".freehold")).doesNotExist();
  }

  @Test
  void openapiPrintsWhatServeServes() throws Exception {
    try (FreeholdProcess printed = FreeholdProcess.start(directory, Map.of(), "openapi");
        FreeholdProcess serving = FreeholdProcess.start(directory, Map.of("PORT", "0"), "serve")) {
      assertThat(printed.exitStatus(60)).isZero();
      try (InputStream served = serving.url().resolve("/openapi.json").toURL().openStream()) {
        assertThat(new JsonObject(printed.out()))
            .isEqualTo(new JsonObject(new String(served.readAllBytes(), StandardCharsets.UTF_8)));
      }
    }
  }

  /// A client of the Model Context Protocol reads messages from standard output, and nothing else.
  @Test
  void mcpPrintsMessagesAlone() throws Exception {
    String request = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";
    List<String> command =
        List.of("/bin/sh", "-c", "echo '" + request + "' | '" + FreeholdProcess.LAUNCHER + "' mcp");
    try (FreeholdProcess serving = FreeholdProcess.start(directory, Map.of("PORT", "0"), "serve")) {
      Map<String, String> environment = Map.of("MCP_URL", serving.url().toString());
      try (FreeholdProcess mcp = FreeholdProcess.start(command, directory, environment)) {
        assertThat(mcp.exitStatus(60)).as(mcp.err()).isZero();
        assertThat(mcp.out().lines()).as(mcp.out()).hasSize(1);
        assertThat(new JsonObject(mcp.out()).getInteger("id")).isEqualTo(1);
      }
    }
  }

  @Test
  void everyFaultOfTheConfigurationIsToldAtOnce() throws Exception {
    Map<String, String> environment =
        Map.of(
            "PORT",
            "80000",
            "FRONTEND_URL",
            "*",
            "JWT_SECRET",
            "hunter2",
            "DATABASE_URL",
            "mysql://me:hunter3@db/shop",
            "FREEHOLD_DATA_DIRR",
            "x");
    try (FreeholdProcess serve = FreeholdProcess.start(directory, environment, "serve")) {
      assertThat(serve.exitStatus(60)).isEqualTo(2);
      assertThat(serve.err())
          .contains("PORT", "FRONTEND_URL", "JWT_SECRET", "DATABASE_URL", "FREEHOLD_DATA_DIRR")
          .contains("FREEHOLD_DATA_DIR")
          .doesNotContain("Exception", "hunter");
    }
    assertThat(directory.resolve(".freehold")).doesNotExist();
  }
}
