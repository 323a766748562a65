package dev.freehold.mcp;

import dev.freehold.http.ReplyEnvelope.DataContent;
import org.jspecify.annotations.Nullable;

/// An error of the protocol, and not of a tool (JSON-RPC 2.0, section 5.1). Costs no stack trace.
public final class JsonRpcException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final int PARSE_ERROR = -32700;
  private static final int INVALID_REQUEST = -32600;
  private static final int METHOD_NOT_FOUND = -32601;
  private static final int INVALID_PARAMS = -32602;
  private static final int HEADER_MISMATCH = -32020;
  private static final int UNSUPPORTED_VERSION = -32022;

  private final int status;
  private final int code;
  private final String text;
  private final transient @Nullable DataContent data;

  private JsonRpcException(int status, int code, String text, @Nullable DataContent data) {
    super(text, null, false, false);
    this.status = status;
    this.code = code;
    this.text = text;
    this.data = data;
  }

  /// The body is no JSON.
  static JsonRpcException unreadable(String text) {
    return new JsonRpcException(400, PARSE_ERROR, text, null);
  }

  /// The body is no message.
  static JsonRpcException invalidRequest(String text) {
    return new JsonRpcException(400, INVALID_REQUEST, text, null);
  }

  /// @param status 404 where the revision asks for it, else 200
  static JsonRpcException methodNotFound(int status, String text) {
    return new JsonRpcException(status, METHOD_NOT_FOUND, text, null);
  }

  /// What the revision asks for in every request is missing.
  static JsonRpcException incomplete(String text) {
    return new JsonRpcException(400, INVALID_PARAMS, text, null);
  }

  /// A well-formed request asks for something that does not exist.
  static JsonRpcException invalidParams(String text) {
    return new JsonRpcException(200, INVALID_PARAMS, text, null);
  }

  static JsonRpcException headerMismatch(String text) {
    return new JsonRpcException(400, HEADER_MISMATCH, text, null);
  }

  /// @param data names the supported versions
  static JsonRpcException unsupportedVersion(DataContent data) {
    return new JsonRpcException(400, UNSUPPORTED_VERSION, "Unsupported protocol version", data);
  }

  int status() {
    return status;
  }

  public int code() {
    return code;
  }

  public String text() {
    return text;
  }

  @Nullable DataContent data() {
    return data;
  }
}
