package dev.freehold.audit.run;

import dev.freehold.audit.people.Profile;
import dev.freehold.call.Answer;
import dev.freehold.call.Call;
import dev.freehold.call.CallFailed;
import dev.freehold.call.Client;
import dev.freehold.description.Description;
import dev.freehold.description.DescriptionException;
import dev.freehold.description.DescriptionReader;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/// Finds the OpenAPI document of a server: at the address that was given, or where such documents are.
final class DescriptionFinder {
  private static final List<String> PLACES =
      List.of(
          "/openapi.json",
          "/api/openapi.json",
          "/api/v1/openapi.json",
          "/openapi.yaml",
          "/openapi.yml",
          "/v3/api-docs",
          "/api-docs",
          "/swagger.json",
          "/docs/openapi.json",
          "/api/docs/openapi.json",
          "/swagger/v1/swagger.json");

  private DescriptionFinder() {}

  /// @throws AuditFailed where there is none that can be used
  static Description find(Client client, URI url, Profile profile) {
    List<String> places = new ArrayList<>();
    String given = url.getRawPath() == null ? "" : url.getRawPath();
    profile.description().ifPresent(places::add);
    if (!given.isEmpty() && !given.equals("/")) {
      places.add(given);
      places.add(given.replaceFirst("/+$", "") + "/openapi.json");
    }
    places.addAll(PLACES);
    String redirect = "";
    for (String place : places) {
      Answer answer = get(client, place);
      if (answer.status() == 200 && looksLikeOne(answer, place.equals(given))) {
        return read(answer, client.base() + place);
      }
      if (answer.status() >= 300 && answer.status() < 400 && redirect.isEmpty()) {
        redirect = answer.header("location").orElse("");
      }
    }
    String hint =
        redirect.isEmpty()
            ? "Give the address of the document itself, or --description FILE."
            : "It redirects to "
                + redirect
                + ", which an audit does not follow; give that address.";
    throw new AuditFailed(client.base() + " serves no OpenAPI document. " + hint);
  }

  private static Answer get(Client client, String place) {
    try {
      return client.send(Call.get(place).header("Accept", "application/json, */*"));
    } catch (CallFailed e) {
      if (e.reason() == CallFailed.Reason.TOO_LARGE) {
        throw new AuditFailed(
            "the OpenAPI document at "
                + place
                + " is larger than "
                + (DescriptionReader.MAX_BYTES >> 20)
                + " MiB");
      }
      throw new AuditFailed(String.valueOf(e.getMessage()));
    }
  }

  /// Servers of web pages answer any path with their front page.
  private static boolean looksLikeOne(Answer answer, boolean asked) {
    String text = answer.text();
    return (asked && !answer.mediaType().equals("text/html"))
        || text.contains("\"openapi\"")
        || text.contains("\"swagger\"")
        || text.startsWith("openapi:")
        || text.contains("\nopenapi:");
  }

  private static Description read(Answer answer, String where) {
    try {
      return DescriptionReader.read(answer.body());
    } catch (DescriptionException e) {
      throw new AuditFailed("the document at " + where + " cannot be used: " + e.getMessage());
    }
  }
}
