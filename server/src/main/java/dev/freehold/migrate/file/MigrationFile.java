package dev.freehold.migrate.file;

import dev.freehold.migrate.plan.MigrationStep.Phase;
import dev.freehold.migrate.plan.MigrationStep.Risk;
import dev.freehold.migrate.plan.ModelFingerprint;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A migration file that was read and is valid by itself.
///
/// @param path for messages
/// @param program the version that wrote it
/// @param from the fingerprint of the start model
/// @param to the fingerprint of the end model
/// @param checksums for each step, the checksum of the statements up to and including that step;
///     empty for a file that is not written yet
public record MigrationFile(
    FileName name,
    String path,
    String program,
    String from,
    String to,
    List<MigrationFileStep> steps,
    List<String> checksums) {

  /// The version of the file format. A program refuses a file with a higher version.
  public static final int FORMAT = 1;

  public MigrationFile {
    steps = List.copyOf(steps);
    checksums = List.copyOf(checksums);
  }

  /// The model after the file.
  public Map<String, String> applyTo(Map<String, String> model) {
    Map<String, String> after = model;
    for (MigrationFileStep step : steps) {
      if (step instanceof MigrationFileStep.Generated(var made)) {
        after = made.modelChange().applyTo(after);
      }
    }
    return after;
  }

  /// Whether the file must wait until no server of the old spec runs. Files of older programs have
  /// breaking steps in the expand phase.
  public boolean isContract() {
    return steps.stream()
        .anyMatch(
            s ->
                s instanceof MigrationFileStep.Generated(var made)
                    && (made.phase() == Phase.CONTRACT || made.declared() == Risk.BREAKING));
  }

  /// A new file that is not written yet.
  ///
  /// @param model the start model
  public static MigrationFile of(
      FileName name, String program, Map<String, String> model, List<MigrationFileStep> steps) {
    MigrationFile open =
        new MigrationFile(name, name.toString(), program, "", "", steps, List.of());
    return new MigrationFile(
        name,
        name.toString(),
        program,
        ModelFingerprint.of(model),
        ModelFingerprint.of(open.applyTo(model)),
        steps,
        List.of());
  }

  /// The name of a file: `0002_add_due_dates.sql`.
  ///
  /// @param number from 1
  /// @param words of `a-z`, `0-9` and `_`
  public record FileName(int number, String words) {
    public static final Comparator<FileName> ORDER =
        Comparator.comparingInt(FileName::number).thenComparing(FileName::words);

    public static final String SUFFIX = ".sql";
    private static final Pattern NAME = Pattern.compile("([0-9]{4,6})_([a-z0-9_]{1,60})\\.sql");
    private static final int MAX_WORDS = 60;

    /// Parses a file name; empty if it has another form.
    public static Optional<FileName> parse(String name) {
      Matcher matcher = NAME.matcher(name);
      return matcher.matches() && Integer.parseInt(matcher.group(1)) > 0
          ? Optional.of(new FileName(Integer.parseInt(matcher.group(1)), matcher.group(2)))
          : Optional.empty();
    }

    /// @param title free text: `Add due dates!`; characters that a file name cannot have are removed
    public static FileName of(int number, String title) {
      String words =
          title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("^_|_$", "");
      String cut = words.substring(0, Math.min(MAX_WORDS, words.length())).replaceAll("_$", "");
      return new FileName(number, cut.isEmpty() ? "change" : cut);
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%04d_%s%s", number, words, SUFFIX);
    }
  }

  /// The checksum of a text. It detects accidental changes; it is no protection against forgery.
  static final class Checksum {
    private static final int SHORT = 16;

    private Checksum() {}

    /// SHA-256 of the text as UTF-8, in hexadecimal.
    static String of(String text) {
      try {
        return HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-256", e);
      }
    }

    /// The first digits of the checksum.
    static String shortly(String text) {
      return of(text).substring(0, SHORT);
    }
  }
}
