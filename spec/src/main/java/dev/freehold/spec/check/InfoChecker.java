package dev.freehold.spec.check;

import dev.freehold.problem.PrintableText;
import dev.freehold.spec.Spec;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.spec.yaml.YamlMappingReader;
import dev.freehold.spec.yaml.YamlNode;
import dev.freehold.spec.yaml.YamlValueReader;
import dev.freehold.type.EmailAndUrlFormat;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Checks the `license` and `contact` blocks, which the document of the API repeats.
final class InfoChecker {
  private static final int MAX_TEXT = 100;

  /// An SPDX expression, such as `MIT OR Apache-2.0`.
  private static final Pattern SPDX = Pattern.compile("[A-Za-z0-9(][A-Za-z0-9.+() -]*");

  private final SpecIssueCollector issues;

  InfoChecker(SpecIssueCollector issues) {
    this.issues = issues;
  }

  Spec.ApiInfo check(YamlNode.@Nullable Entry license, YamlNode.@Nullable Entry contact) {
    return new Spec.ApiInfo(
        license == null ? null : license(license), contact == null ? null : contact(contact));
  }

  private Spec.@Nullable License license(YamlNode.Entry entry) {
    YamlMappingReader block =
        YamlMappingReader.open(
            issues,
            entry.position(),
            entry.value(),
            "license",
            List.of("name", "identifier", "url"),
            List.of());
    if (block == null) {
      return null;
    }
    String name =
        YamlValueReader.line(
            issues, block.require("name", "such as name: Apache 2.0"), "name", MAX_TEXT);
    String identifier =
        YamlValueReader.line(issues, block.get("identifier"), "identifier", MAX_TEXT);
    YamlNode spdx = block.get("identifier");
    if (spdx != null && identifier != null && !SPDX.matcher(identifier).matches()) {
      issues.add(
          spdx.position(),
          SpecIssueCode.UNKNOWN_VALUE,
          PrintableText.quote(identifier) + " is no SPDX license expression",
          "write an identifier such as Apache-2.0, or 'url' in its place");
    }
    String url = url(block.get("url"));
    if (identifier != null && url != null) {
      issues.add(
          entry.position(),
          SpecIssueCode.CONFLICTING_CONSTRAINTS,
          "a license has an identifier or a url, not both",
          "remove 'url': the identifier names the text of the license");
    }
    return name == null ? null : new Spec.License(name, identifier, url);
  }

  private Spec.@Nullable Contact contact(YamlNode.Entry entry) {
    YamlMappingReader block =
        YamlMappingReader.open(
            issues,
            entry.position(),
            entry.value(),
            "contact",
            List.of("name", "url", "email"),
            List.of());
    if (block == null) {
      return null;
    }
    String name = YamlValueReader.line(issues, block.get("name"), "name", MAX_TEXT);
    String url = url(block.get("url"));
    return new Spec.Contact(name, url, email(block.get("email")));
  }

  private @Nullable String url(@Nullable YamlNode node) {
    String text = YamlValueReader.text(issues, node, "url", EmailAndUrlFormat.MAX_URL);
    return formatted(
        node, text, EmailAndUrlFormat::isWebAddress, "web address", "https://example.com/support");
  }

  private @Nullable String email(@Nullable YamlNode node) {
    String text = YamlValueReader.text(issues, node, "email", EmailAndUrlFormat.MAX_EMAIL);
    return formatted(node, text, EmailAndUrlFormat::isEmail, "e-mail address", "api@example.com");
  }

  private @Nullable String formatted(
      @Nullable YamlNode node,
      @Nullable String text,
      Predicate<String> format,
      String name,
      String example) {
    if (node != null && text != null && !format.test(text)) {
      issues.add(
          node.position(),
          SpecIssueCode.UNKNOWN_VALUE,
          PrintableText.quote(text) + " is no " + name,
          "write an address such as " + example);
    }
    return text;
  }
}
