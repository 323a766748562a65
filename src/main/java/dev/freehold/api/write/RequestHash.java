package dev.freehold.api.write;

import dev.freehold.http.Parameter;
import dev.freehold.http.Request;
import dev.freehold.input.PathId;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// What tells requests apart that were sent with one key: SHA-256 over method, path, query and body. Each part has its
/// length before it, so that no two requests are one text.
final class RequestHash {
  private RequestHash() {}

  static Buffer of(Request request) {
    MessageDigest sum = sha256();
    add(sum, request.method().name());
    add(sum, Integer.toString(request.parameters().size()));
    add(sum, request.route());
    add(
        sum,
        request.route().contains("{" + PathId.PARAMETER + "}")
            ? request.pathParameter(PathId.PARAMETER)
            : "");
    for (Parameter parameter : request.parameters()) {
      add(sum, parameter.name());
      add(sum, parameter.value());
    }
    sum.update(request.body().getBytes());
    return Buffer.buffer(sum.digest());
  }

  private static void add(MessageDigest sum, String part) {
    byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
    sum.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
    sum.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
