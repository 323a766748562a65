package dev.freehold.spec.check;

import dev.freehold.problem.PrintableText;
import dev.freehold.spec.SpecIssue.Position;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.spec.yaml.YamlMappingReader;
import dev.freehold.spec.yaml.YamlNode;
import dev.freehold.spec.yaml.YamlValueReader;
import dev.freehold.type.PageTheme;
import dev.freehold.type.SrgbColor;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Checks `auth.pages`: `true`, or the look of the pages, in which text can be read.
final class PagesChecker {
  private static final int ROUNDEST = 32;

  private final SpecIssueCollector issues;

  PagesChecker(SpecIssueCollector issues) {
    this.issues = issues;
  }

  /// @param entry null if the block has no `pages`
  /// @param cookies whether sessions may be in cookies
  /// @return null for no pages
  @Nullable PageTheme pages(YamlNode.@Nullable Entry entry, boolean cookies) {
    if (entry == null) {
      return null;
    }
    PageTheme theme =
        entry.value() instanceof YamlNode.Mapping
            ? theme(entry)
            : YamlValueReader.flag(issues, entry.value(), "pages") ? PageTheme.DEFAULT : null;
    if (theme != null && !cookies) {
      issues.add(
          entry.position(),
          SpecIssueCode.CONFLICTING_CONSTRAINTS,
          "pages need sessions in cookies, so that no script holds a token",
          "add cookies: true to auth");
    }
    return theme;
  }

  private PageTheme theme(YamlNode.Entry entry) {
    YamlMappingReader block =
        YamlMappingReader.open(
            issues,
            entry.position(),
            entry.value(),
            "pages",
            List.of("accent", "background", "radius"),
            List.of());
    if (block == null) {
      return PageTheme.DEFAULT;
    }
    SrgbColor background =
        color(block.get("background"), "background").orElse(PageTheme.DEFAULT.background());
    SrgbColor ink = PageTheme.inkOn(background);
    judge(block.get("background"), "background", background, "the text", ink);
    Optional<SrgbColor> named = color(block.get("accent"), "accent");
    named.ifPresent(
        accent ->
            judge(
                block.get("accent"),
                "accent",
                accent,
                "the background " + background.hex(),
                background));
    Integer radius = YamlValueReader.integer(issues, block.get("radius"), "radius", 0, ROUNDEST);
    return new PageTheme(
        named.orElseGet(
            () -> PageTheme.DEFAULT.accent().readableOn(background, ink, SrgbColor.TEXT_CONTRAST)),
        background,
        radius == null ? PageTheme.DEFAULT.radius() : radius);
  }

  private Optional<SrgbColor> color(@Nullable YamlNode node, String what) {
    if (node instanceof YamlNode.Scalar nothing && nothing.kind() == YamlNode.ScalarKind.NULL) {
      report(nothing.position(), what + " has no value");
      return Optional.empty();
    }
    String text = YamlValueReader.text(issues, node, what, 100);
    if (node == null || text == null) {
      return Optional.empty();
    }
    Optional<SrgbColor> color = SrgbColor.parse(text);
    if (color.isEmpty()) {
      report(node.position(), what + " cannot be " + PrintableText.quote(text));
    }
    return color;
  }

  private void report(Position position, String fault) {
    issues.add(
        position,
        SpecIssueCode.UNKNOWN_VALUE,
        fault,
        "write six hexadecimal digits in quotes, as '#2f6b4f'; without quotes, # begins a comment");
  }

  private void judge(
      @Nullable YamlNode node, String what, SrgbColor color, String against, SrgbColor other) {
    double contrast = color.contrast(other);
    if (node != null && contrast < SrgbColor.TEXT_CONTRAST) {
      issues.add(
          node.position(),
          SpecIssueCode.OUT_OF_RANGE,
          String.format(
              Locale.ROOT,
              "%s %s has a contrast of %.2f:1 with %s",
              what,
              color.hex(),
              Math.floor(contrast * 100) / 100,
              against),
          "text needs 4.5:1 (WCAG 2.2, 1.4.3): make one of them darker or lighter");
    }
  }
}
