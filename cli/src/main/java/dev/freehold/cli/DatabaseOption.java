package dev.freehold.cli;

import dev.freehold.app.Config;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The database of a command: from [Config], with `--data` for the embedded database.
final class DatabaseOption {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Directory of the embedded database (FREEHOLD_DATA_DIR). Default: .freehold")
  private @Nullable String data;

  /// Reads the configuration as `serve` does. Precedence: option, environment, `.env` beside the
  /// spec.
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
