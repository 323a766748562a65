package dev.freehold.cli;

import dev.freehold.bridge.BridgeSession;
import dev.freehold.bridge.BridgeSettings;
import dev.freehold.bridge.BridgeSettings.InvalidSettingsException;
import dev.freehold.bridge.McpBridge;
import dev.freehold.client.ApiClient;
import dev.freehold.ops.Logging;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `freehold mcp`: the tools of a running server over standard input and output. Exit status 0 at the end
/// of the input; 2 if the settings are not valid.
@Command(
    name = "mcp",
    mixinStandardHelpOptions = true,
    description = "Tools of a running server for a language model, over standard input and output.",
    footerHeading = "%nEnvironment variables:%n",
    footer = {
      "  MCP_URL                    the server. Default: http://localhost:8000",
      "  MCP_EMAIL, MCP_PASSWORD    the account that signs in, or",
      "  MCP_TOKEN                  an access token; without either: an anonymous caller",
      "  MCP_TEAM                   the id of a team, if the API has teams",
      "",
      "A client starts this command. There are no arguments: other processes can read those."
    })
final class McpCommand implements Callable<Integer> {
  /// Longer than the deadline of the server.
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  /// A page has at most 4 MiB, which is in an answer twice.
  private static final int MAX_ANSWER = 16 << 20;

  @Spec private @Nullable CommandSpec command;

  private final Map<String, String> environment;
  private final InputStream in;

  /// @param in the standard input
  McpCommand(Map<String, String> environment, InputStream in) {
    this.environment = Map.copyOf(environment);
    this.in = in;
  }

  @Override
  public Integer call() {
    // Standard output is for messages; without this, libraries log to it.
    Logging.configure(Logging.Format.TEXT, false, "WARN", System.err);
    PrintWriter out = Objects.requireNonNull(command).commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    BridgeSettings settings;
    try {
      settings = BridgeSettings.read(environment);
    } catch (InvalidSettingsException e) {
      return failed(err, ExitStatus.FAULTY_INPUT, e);
    }
    try (ApiClient client = new ApiClient(settings.server(), DEADLINE, MAX_ANSWER);
        BridgeSession session = new BridgeSession(settings, client)) {
      new McpBridge(session, out).run(new BufferedInputStream(in));
      return ExitStatus.DONE;
    } catch (IOException e) {
      return failed(err, ExitStatus.FAILED, e);
    }
  }

  private static int failed(PrintWriter err, int status, Exception why) {
    err.println("freehold: " + why.getMessage());
    err.flush();
    return status;
  }
}
