package dev.freehold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/// The help of every command.
final class HelpFormatterTest {
  private static List<CommandLine> commands(String name) {
    return commands(name, 80);
  }

  private static List<CommandLine> commands(String name, int width) {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    CommandLine root = Main.commandLine(name, nowhere, nowhere).setUsageHelpWidth(width);
    List<CommandLine> all = new ArrayList<>(List.of(root));
    for (int i = 0; i < all.size(); i++) {
      all.addAll(all.get(i).getSubcommands().values());
    }
    return all;
  }

  private static Stream<String> words(CommandSpec command) {
    Stream<String> described =
        Stream.concat(
            Arrays.stream(command.usageMessage().description()),
            Arrays.stream(command.usageMessage().footer()));
    Stream<String> arguments =
        command.args().stream()
            .filter(arg -> !arg.hidden())
            .map(ArgSpec::description)
            .flatMap(Arrays::stream);
    return Stream.concat(described, arguments)
        .flatMap(text -> Arrays.stream(text.strip().split(" +")))
        .filter(word -> !word.isEmpty() && !word.contains("$"));
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 60})
  void noWordIsBroken(int width) {
    List<CommandLine> commands = commands("freehold", width);
    assertThat(commands).hasSizeGreaterThan(20);
    for (CommandLine command : commands) {
      List<String> shown = List.of(command.getUsageMessage().split("\\s+"));
      words(command.getCommandSpec())
          .forEach(
              word ->
                  assertThat(shown)
                      .as(command.getCommandSpec().qualifiedName())
                      .contains(word.strip()));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 60})
  void onlyACommandIsLongerThanALine(int width) {
    for (CommandLine command : commands("freehold", width)) {
      command
          .getUsageMessage()
          .lines()
          .filter(line -> line.length() > width)
          .forEach(line -> assertThat(line).as("%s: an example", line).matches("  .*freehold .*"));
    }
  }

  @Test
  void itNamesTheProgramByTheWordOfTheCall() {
    for (CommandLine command : commands("./bin/x")) {
      assertThat(command.getUsageMessage())
          .as(command.getCommandSpec().qualifiedName())
          .contains("Usage: ./bin/x")
          .doesNotContain("  freehold ", "'freehold ", "(freehold ");
    }
  }

  @Test
  void aLongExampleHasItsExplanationBelow() {
    String help =
        commands("java -jar /a/rather/long/path/to/target/freehold.jar")
            .getFirst()
            .getUsageMessage();
    assertThat(help)
        .contains(
            "  java -jar /a/rather/long/path/to/target/freehold.jar serve shop.yaml"
                + System.lineSeparator()
                + "      serves a spec; the data is in ./.freehold/");
  }
}
