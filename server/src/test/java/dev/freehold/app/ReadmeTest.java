package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Runs the commands after `$` in README.md in a shell, as a reader would, and compares their
/// output with the output shown: `…` matches anything, and differences in line breaks, ids and
/// times are ignored.
final class ReadmeTest {
  private static final Pattern BLOCK = Pattern.compile("(?s)```\n(\\$ .*?)```");
  private static final String END = "\u0001";

  /// The shell settings of a reader, and a replacement for `jq` that extracts the token.
  private static final String PRELUDE =
      "set -u\njq() { sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/'; }\n";

  private static final Map<String, String> OTHER_EACH_TIME =
      Map.of(
          "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
          "UUID", "\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME", "\"requestId\":\"[^\"]+\"", "ID");

  /// @param shown the expected output; empty for any output
  private record Command(String text, String shown) {}

  @Test
  void everyExampleHasTheShownResponse() throws Exception {
    String page = Files.readString(Path.of("README.md"));
    int second = page.indexOf("## More than one table");
    int end = page.indexOf("## Your own spec");
    assertThat(second).isBetween(1, end);
    play("tasks", commands(page.substring(0, second)));
    play("projects", commands(page.substring(second, end)));
  }

  private static List<Command> commands(String text) {
    List<Command> all = new ArrayList<>();
    BLOCK
        .matcher(text)
        .results()
        .flatMap(block -> Arrays.stream(block.group(1).split("(?m)^\\$ ")))
        .filter(
            command ->
                command.matches("(?s)(curl|\\w+=(?!\\.)).*") && !command.contains("./freehold"))
        .forEach(command -> all.add(command(command.lines().toList())));
    return all;
  }

  /// The output starts after the command. A command continues on the next line while a quote is
  /// open or after a backslash.
  private static Command command(List<String> lines) {
    int n = 0;
    StringBuilder text = new StringBuilder();
    do {
      text.append(lines.get(n)).append('\n');
    } while (++n < lines.size() && goesOn(text.toString()));
    String shown = lines.stream().skip(n).map(String::strip).collect(Collectors.joining());
    return new Command(text.toString(), shown);
  }

  private static boolean goesOn(String text) {
    return text.endsWith("\\\n") || text.chars().filter(c -> c == '\'').count() % 2 == 1;
  }

  private static void play(String example, List<Command> commands)
      throws IOException, InterruptedException {
    assertThat(commands).hasSizeGreaterThan(4);
    try (RunningApp app = RunningApp.of(RunningApp.example(example))) {
      String script =
          commands.stream()
              .map(command -> command.text() + "printf '" + END + "'\n")
              .collect(Collectors.joining())
              .replace("http://localhost:8000", "http://127.0.0.1:" + app.port());
      List<String> came = run(PRELUDE + script);
      assertThat(came).hasSameSizeAs(commands);
      for (int i = 0; i < commands.size(); i++) {
        String shown = commands.get(i).shown();
        if (!shown.isEmpty()) {
          assertThat(plain(came.get(i))).as(commands.get(i).text()).matches(pattern(plain(shown)));
        }
      }
    }
  }

  private static List<String> run(String script) throws IOException, InterruptedException {
    Process shell = new ProcessBuilder("bash", "-s").redirectErrorStream(true).start();
    try (var in = shell.getOutputStream()) {
      in.write(script.getBytes(StandardCharsets.UTF_8));
    }
    String out = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor()).as(out).isZero();
    return Arrays.stream(out.split(END)).map(String::strip).toList();
  }

  private static String plain(String text) {
    String plain = text;
    for (Map.Entry<String, String> other : OTHER_EACH_TIME.entrySet()) {
      plain = plain.replaceAll(other.getKey(), other.getValue());
    }
    return plain;
  }

  private static Pattern pattern(String shown) {
    return Pattern.compile(
        Arrays.stream(shown.split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*")),
        Pattern.DOTALL);
  }
}
