package dev.freehold.mcp;

import dev.freehold.http.Request;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a request uses the protocol: since 2026-07-28 each request names its revision in the body and in
/// headers; before, a handshake chose one, which later requests name in a header. This server keeps
/// nothing between requests in either case.
public enum Revision {
  SELF_DESCRIBING,
  AFTER_HANDSHAKE;

  private static final String NEWEST = "2026-07-28";

  /// The revisions with a handshake, the newest first.
  private static final List<String> WITH_HANDSHAKE = List.of("2025-11-25", "2025-06-18");

  /// All revisions, the newest first.
  static final List<String> SUPPORTED = List.of(NEWEST, "2025-11-25", "2025-06-18");

  public static final String INITIALIZE = "initialize";
  private static final String META = "_meta";
  private static final String PREFIX = "io.modelcontextprotocol/";
  private static final String VERSION_HEADER = "MCP-Protocol-Version";
  private static final String METHOD_HEADER = "Mcp-Method";
  private static final String NAME_HEADER = "Mcp-Name";
  private static final String ENCODED = "=?base64?";
  private static final String ENCODED_END = "?=";

  /// @throws JsonRpcException if headers and body differ, or name a revision that is not supported
  static Revision of(JsonRpcMessage message, Request request) {
    String header = request.header(VERSION_HEADER);
    JsonText meta = message.params().get(META);
    Map<String, JsonText> about = meta == null ? Map.of() : meta.members();
    String version = JsonRpcMessage.string(about, PREFIX + "protocolVersion");
    if (version == null) {
      if (message.method().equals(INITIALIZE)
          || header == null
          || WITH_HANDSHAKE.contains(header)) {
        return AFTER_HANDSHAKE;
      }
      if (!header.equals(NEWEST)) {
        throw unsupported(header);
      }
      throw JsonRpcException.incomplete(
          "params._meta must have " + PREFIX + "protocolVersion, as the header has.");
    }
    if (!version.equals(header)) {
      throw JsonRpcException.headerMismatch(
          "The header " + VERSION_HEADER + " must name the protocolVersion of the body.");
    }
    if (!version.equals(NEWEST)) {
      throw unsupported(version);
    }
    JsonText capabilities = about.get(PREFIX + "clientCapabilities");
    if (capabilities == null || !capabilities.isObject()) {
      throw JsonRpcException.incomplete(
          "params._meta must have the object " + PREFIX + "clientCapabilities.");
    }
    if (!message.isNotification()) {
      requireSame(METHOD_HEADER, request.header(METHOD_HEADER), message.method());
      if (message.method().equals(McpEndpoint.CALL)) {
        requireSame(NAME_HEADER, decoded(request.header(NAME_HEADER)), message.parameter("name"));
      }
    }
    return SELF_DESCRIBING;
  }

  /// The headers that a client sends with a message, by name.
  ///
  /// @param chosen the revision of the handshake; null before it, and for a client without one
  public static Map<String, String> headers(JsonRpcMessage message, @Nullable String chosen) {
    JsonText meta = message.params().get(META);
    String own =
        meta == null ? null : JsonRpcMessage.string(meta.members(), PREFIX + "protocolVersion");
    Map<String, String> headers = new LinkedHashMap<>();
    if (own != null) {
      headers.put(VERSION_HEADER, own);
      headers.put(METHOD_HEADER, encoded(message.method()));
      String name = message.parameter("name");
      if (name != null) {
        headers.put(NAME_HEADER, encoded(name));
      }
    } else if (chosen != null && !message.method().equals(INITIALIZE)) {
      headers.put(VERSION_HEADER, chosen);
    }
    return headers;
  }

  private static String encoded(String value) {
    return value.matches("[!-~]([ -~]*[!-~])?") && !value.startsWith(ENCODED)
        ? value
        : ENCODED
            + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))
            + ENCODED_END;
  }

  /// The revision that the answer to a handshake names.
  static String chosen(JsonRpcMessage initialize) {
    String wanted = initialize.parameter("protocolVersion");
    return wanted != null && WITH_HANDSHAKE.contains(wanted) ? wanted : WITH_HANDSHAKE.getFirst();
  }

  private static void requireSame(String name, @Nullable String header, @Nullable String body) {
    if (header == null || !header.equals(body)) {
      throw JsonRpcException.headerMismatch(
          "The header " + name + " must have the value of the body.");
    }
  }

  /// A value that is not plain ASCII is encoded. Null if it cannot be decoded.
  private static @Nullable String decoded(@Nullable String header) {
    if (header == null || !header.startsWith(ENCODED) || !header.endsWith(ENCODED_END)) {
      return header;
    }
    try {
      int end = Math.max(ENCODED.length(), header.length() - ENCODED_END.length());
      byte[] bytes = Base64.getDecoder().decode(header.substring(ENCODED.length(), end));
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  private static JsonRpcException unsupported(String version) {
    return JsonRpcException.unsupportedVersion(
        out -> {
          out.writeStartObject();
          out.writeArrayFieldStart("supported");
          for (String supported : SUPPORTED) {
            out.writeString(supported);
          }
          out.writeEndArray();
          out.writeStringField("requested", printable(version));
          out.writeEndObject();
        });
  }

  /// What a response may quote.
  private static String printable(String version) {
    String ascii = version.replaceAll("[^ -~]", "?");
    return ascii.length() <= 30 ? ascii : ascii.substring(0, 30);
  }
}
