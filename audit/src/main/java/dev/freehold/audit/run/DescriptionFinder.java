package dev.freehold.audit.run;

import dev.freehold.audit.run.AuditRun.AuditStartException;
import dev.freehold.audit.site.AuditProfile;
import dev.freehold.client.ApiClient;
import dev.freehold.client.ApiClient.RequestFailedException;
import dev.freehold.client.ClientRequest;
import dev.freehold.client.ClientResponse;
import dev.freehold.description.ApiDescription;
import dev.freehold.description.OpenApiDescriptionReader;
import dev.freehold.description.OpenApiDescriptionReader.InvalidDescriptionException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/// Finds the OpenAPI document of a server: at the given URL, or at common paths. Reads the full document
/// of a server that serves a brief one: who may use an operation stands only there.
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
          "/docs/openapi.yaml",
          "/api/docs/openapi.json",
          "/api/docs/openapi.yaml",
          "/swagger/v1/swagger.json",
          "/v2/api-docs",
          "/swagger.yaml",
          "/api/swagger.json",
          "/api/openapi.yaml",
          "/api/v1/swagger.json",
          "/api-json",
          "/api/schema",
          "/api/schema/",
          "/docs-json",
          "/swagger/doc.json",
          "/documentation/json",
          "/openapi");

  private DescriptionFinder() {}

  /// @throws AuditStartException if there is no valid document
  static ApiDescription find(ApiClient client, URI url, AuditProfile profile) {
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
      ClientResponse answer = get(client, place);
      if (answer.status() == 200 && looksLikeOne(answer, place.equals(given))) {
        ApiDescription found = read(answer, client.base() + place);
        return found.full().map(address -> full(client, place, address)).orElse(found);
      }
      if (answer.status() >= 300 && answer.status() < 400 && redirect.isEmpty()) {
        redirect = answer.header("location").orElse("");
      }
    }
    String hint =
        redirect.isEmpty()
            ? "Give the URL of the document, or --description FILE."
            : "The server redirects to "
                + redirect
                + ". The audit does not follow redirects; give that URL.";
    throw new AuditStartException(client.base() + " serves no OpenAPI document. " + hint);
  }

  /// @param address of a document of the same server: a path, or a query for `place`
  private static ApiDescription full(ApiClient client, String place, String address) {
    String there = address.startsWith("?") ? place.replaceFirst("\\?.*$", "") + address : address;
    if (!there.startsWith("/") || there.startsWith("//")) {
      throw new AuditStartException(
          "the document at "
              + client.base()
              + place
              + " names a full one on another server: "
              + address);
    }
    ClientResponse answer = get(client, there);
    if (answer.status() != 200) {
      throw new AuditStartException(
          client.base() + there + " is named as the full document and returns " + answer.status());
    }
    return read(answer, client.base() + there);
  }

  private static ClientResponse get(ApiClient client, String place) {
    try {
      return client.send(ClientRequest.get(place).header("Accept", "application/json, */*"));
    } catch (RequestFailedException e) {
      if (e.reason() == RequestFailedException.Reason.TOO_LARGE) {
        throw new AuditStartException(
            "the OpenAPI document at "
                + place
                + " is larger than "
                + (OpenApiDescriptionReader.MAX_BYTES >> 20)
                + " MiB");
      }
      throw AuditStartException.of(e);
    }
  }

  /// Web servers often return their front page for any path.
  private static boolean looksLikeOne(ClientResponse answer, boolean explicit) {
    String text = answer.text();
    return (explicit && !answer.mediaType().equals("text/html"))
        || text.contains("\"openapi\"")
        || text.contains("\"swagger\"")
        || text.startsWith("openapi:")
        || text.contains("\nopenapi:")
        || text.startsWith("swagger:")
        || text.contains("\nswagger:");
  }

  private static ApiDescription read(ClientResponse answer, String where) {
    try {
      return OpenApiDescriptionReader.read(answer.body());
    } catch (InvalidDescriptionException e) {
      throw new AuditStartException("the document at " + where + " is invalid: " + e.getMessage());
    }
  }
}
