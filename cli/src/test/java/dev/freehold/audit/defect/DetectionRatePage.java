package dev.freehold.audit.defect;

import dev.freehold.audit.defect.Defect.DefectCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The table of `docs/audit-worth.md`: a row for each defect, with the probe that found it in the
/// last run.
final class DetectionRatePage {
  static final Path PAGE = Path.of("docs/audit-worth.md");
  private static final String BEGIN = "<!-- planted: written by the test -->\n";
  private static final String END = "<!-- /planted -->\n";
  private static final String HEAD =
      """
      | defect | the server … | due | found by | as |
      |---|---|---|---|---|
      """;

  private DetectionRatePage() {}

  /// The rows of the page by id of the defect.
  static Map<String, String> rows() throws IOException {
    return table()
        .lines()
        .filter(line -> line.startsWith("| `"))
        .collect(
            Collectors.toMap(
                line -> line.split("`", -1)[1], line -> line, (a, b) -> b, LinkedHashMap::new));
  }

  static boolean isDetected(String row) {
    return !row.contains("| **missed");
  }

  /// Replaces the rows of these results and removes the rows of defects that no longer exist.
  static void update(List<DetectionResult> results) throws IOException {
    Map<String, String> rows = rows();
    results.forEach(result -> rows.put(result.defect().id(), result.row()));
    List<String> lines =
        DefectCatalog.all().stream()
            .map(defect -> rows.get(defect.id()))
            .filter(java.util.Objects::nonNull)
            .toList();
    long found = lines.stream().filter(DetectionRatePage::isDetected).count();
    String count = "%d of %d are found.\n\n".formatted(found, lines.size());
    String page = Files.readString(PAGE);
    Files.writeString(
        PAGE,
        page.substring(0, page.indexOf(BEGIN) + BEGIN.length())
            + count
            + HEAD
            + String.join("\n", lines)
            + "\n"
            + page.substring(page.indexOf(END)));
  }

  private static String table() throws IOException {
    String page = Files.readString(PAGE);
    return page.substring(page.indexOf(BEGIN) + BEGIN.length(), page.indexOf(END));
  }
}
