package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The table of variables, their documentation page and the example file agree.
final class ConfigDocumentationTest {
  private static final Path PAGE = Path.of("docs", "configuration.md");
  private static final Path EXAMPLE = Path.of(".env.example");

  private static Map<String, String> found(Path file, String pattern) throws IOException {
    Map<String, String> found = new LinkedHashMap<>();
    Matcher line = Pattern.compile(pattern, Pattern.MULTILINE).matcher(Files.readString(file));
    while (line.find()) {
      assertThat(found.put(line.group(1), line.group(2).strip())).as(line.group(1)).isNull();
    }
    return found;
  }

  @Test
  void thePageHasEveryVariableWithItsDefaultInOrder() throws IOException {
    Map<String, String> page = found(PAGE, "^\\| `([A-Z_]+)` \\|([^|]*)\\|.+\\|$");
    assertThat(page.keySet())
        .containsExactlyElementsOf(
            Arrays.stream(EnvironmentVariable.values()).map(Enum::name).toList());
    for (EnvironmentVariable variable : EnvironmentVariable.values()) {
      assertThat(page.getOrDefault(variable.name(), "?").replace("`", ""))
          .as("default of %s", variable)
          .isEqualTo(variable.defaultValue());
    }
  }

  @Test
  void theExampleHasEveryVariableWithItsDefaultAndSetsNone() throws IOException {
    Map<String, String> example = found(EXAMPLE, "^# ([A-Z_]+)=(.*)$");
    assertThat(example.keySet())
        .containsExactlyElementsOf(
            Arrays.stream(EnvironmentVariable.values()).map(Enum::name).toList());
    for (EnvironmentVariable variable : EnvironmentVariable.values()) {
      boolean dependsOnMachine = variable.defaultValue().startsWith("number of cores");
      if (!variable.defaultValue().isEmpty() && !dependsOnMachine) {
        assertThat(example).containsEntry(variable.name(), variable.defaultValue());
      }
    }
    assertThat(DotEnv.read(EXAMPLE)).isEqualTo(DotEnv.EMPTY);
  }

  @Test
  void theExampleWithEveryLineUncommentedIsValid() throws IOException {
    String all = Files.readString(EXAMPLE).replaceAll("(?m)^# ([A-Z_]+=)", "$1");
    DotEnv file = DotEnv.parse(all);
    assertThat(file.faults()).isEmpty();
    Map<String, String> secret = Map.of("JWT_SECRET", "rV1pQ0l8Zt6yKcWm3uXe9bHs5nAf2gJd7oTi");
    assertThat(new ConfigReader(secret, file, Path.of("docs")).read().port()).isEqualTo(8000);
  }
}
