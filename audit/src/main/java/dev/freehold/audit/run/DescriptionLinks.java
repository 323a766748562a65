package dev.freehold.audit.run;

import dev.freehold.client.ClientResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The addresses that a response names for an OpenAPI document: a link `service-desc` (RFC 8631), also
/// in a catalogue of APIs (RFC 9727), and what the pages of Swagger UI, Redoc, Scalar and others load.
final class DescriptionLinks {
  private static final int MAX_TEXT = 200_000;
  private static final int MOST = 5;

  private static final Pattern HEADER =
      Pattern.compile("<([^>]+)>[^,]*rel=\"?[^\",;]*service-desc", Pattern.CASE_INSENSITIVE);

  private static final Pattern CATALOGUE =
      Pattern.compile("\"service-desc\"\\s*:\\s*\\[\\s*\\{[^}\\]]*?\"href\"\\s*:\\s*\"([^\"]+)\"");

  private static final Pattern PAGE =
      Pattern.compile(
          "\\b(?:url|spec-?url|data-url|openapi_?url)[\"']?\\s*[:=]\\s*[\"']([^\"'<>\\s]+)[\"']",
          Pattern.CASE_INSENSITIVE);

  private DescriptionLinks() {}

  static List<String> of(ClientResponse answer) {
    if (!answer.isSuccess()) {
      return List.of();
    }
    List<String> found = new ArrayList<>();
    answer.headers().getOrDefault("link", List.of()).forEach(each -> add(HEADER, each, found));
    String whole = answer.text();
    String text = whole.substring(0, Math.min(whole.length(), MAX_TEXT)).replace("\\/", "/");
    Stream.of(CATALOGUE, PAGE).forEach(each -> add(each, text, found));
    return found.stream().distinct().limit(MOST).toList();
  }

  private static void add(Pattern pattern, String text, List<String> into) {
    Matcher links = pattern.matcher(text);
    while (links.find()) {
      into.add(links.group(1));
    }
  }
}
