package dev.freehold.cli;

import dev.freehold.app.Config;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which database a command works on that does not serve: what [Config] says, with an option for the embedded one.
final class DatabaseOption {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where the embedded database lives (FREEHOLD_DATA_DIR). Default: .freehold")
  private @Nullable String data;

  /// As `serve` would read it. The option wins over the environment, and that over `.env` beside the spec.
  ///
  /// @throws dev.freehold.app.ConfigException with all faults at once
  public Config config(CheckedSpec checked) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    if (data != null) {
      environment.put("FREEHOLD_DATA_DIR", data);
    }
    return Config.read(environment, checked.file().directory());
  }
}
