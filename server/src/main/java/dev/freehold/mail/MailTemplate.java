package dev.freehold.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A text with placeholders such as `{{link}}`.
record MailTemplate(List<Part> parts) {
  /// What a placeholder stands for. None is a text that a client chose freely.
  enum Placeholder {
    /// The name of the API in the spec.
    APP,
    /// The address of the page, with the token.
    LINK,
    /// The token alone, for a link of one's own.
    TOKEN,
    /// The address to which the mail goes.
    EMAIL,
    /// How long the link is valid, in words.
    LIFE,
    /// When a way to sign in changed; of notices alone.
    TIME,
    /// The device that changed it, as [NoticeDevice] writes it; of notices alone.
    DEVICE,
    /// Where to ask for a new password, in words; of notices alone.
    FORGOT;

    private static final List<Placeholder> OF_NOTICES = List.of(TIME, DEVICE, FORGOT);

    String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  sealed interface Part {
    record Literal(String text) implements Part {}

    record Value(Placeholder placeholder) implements Part {}
  }

  /// A fault of a template.
  ///
  /// @param line from 1
  record TemplateFault(int line, String message, String remedy) {}

  private static final Pattern BRACES = Pattern.compile("\\{\\{([^{}\\n]{0,40})}}|\\{\\{|}}");

  MailTemplate {
    parts = List.copyOf(parts);
  }

  /// Reads `text`; adds what is wrong to `faults`.
  static MailTemplate read(String text, List<TemplateFault> faults) {
    List<Part> parts = new ArrayList<>();
    Matcher braces = BRACES.matcher(text);
    int end = 0;
    while (braces.find()) {
      parts.add(new Part.Literal(text.substring(end, braces.start())));
      end = braces.end();
      String name = Optional.ofNullable(braces.group(1)).orElse("").strip();
      Optional<Placeholder> placeholder =
          Stream.of(Placeholder.values()).filter(each -> each.code().equals(name)).findFirst();
      placeholder.map(Part.Value::new).ifPresent(parts::add);
      if (placeholder.isEmpty()) {
        int line =
            1 + (int) text.substring(0, braces.start()).chars().filter(c -> c == '\n').count();
        faults.add(
            new TemplateFault(
                line,
                "has braces that are no placeholder.",
                "Write one of "
                    + Stream.of(Placeholder.values())
                        .map(each -> "{{" + each.code() + "}}")
                        .collect(Collectors.joining(", "))
                    + "."));
      }
    }
    parts.add(new Part.Literal(text.substring(end)));
    return new MailTemplate(parts);
  }

  /// Whether a reader of the text can follow the link.
  boolean hasLink() {
    return parts.contains(new Part.Value(Placeholder.LINK))
        || parts.contains(new Part.Value(Placeholder.TOKEN));
  }

  /// Whether the text tells what only a notice can tell.
  boolean hasNotice() {
    return Placeholder.OF_NOTICES.stream().map(Part.Value::new).anyMatch(parts::contains);
  }

  /// Fills in `values`, without control characters.
  String plain(Map<Placeholder, String> values) {
    return parts.stream()
        .map(
            part ->
                switch (part) {
                  case Part.Literal(var text) -> text;
                  case Part.Value(var placeholder) -> printable(values, placeholder);
                })
        .collect(Collectors.joining());
  }

  /// Fills in `values` as text of HTML, also inside quoted attributes.
  String html(Map<Placeholder, String> values) {
    return parts.stream()
        .map(
            part ->
                switch (part) {
                  case Part.Literal(var text) -> text;
                  case Part.Value(var placeholder) -> escape(printable(values, placeholder));
                })
        .collect(Collectors.joining());
  }

  private static String printable(Map<Placeholder, String> values, Placeholder placeholder) {
    return values.getOrDefault(placeholder, "").replaceAll("\\p{Cntrl}", " ");
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
