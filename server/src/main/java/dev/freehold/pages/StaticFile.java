package dev.freehold.pages;

import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.http.RequestMethod;
import dev.freehold.http.Route;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// A file at a fixed path (K20: no part of a request becomes a file name). Read and compressed at its
/// first request, and kept: a server whose pages nobody opens does not pay for them at its start. Answers
/// 304 to a client that has it.
final class StaticFile {
  /// Allows only files of this server, no inline script or style, and no text that becomes markup.
  public static final String PAGE_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
          + " connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'; trusted-types 'none'";

  private static final int MIN_COMPRESSED = 1024;

  private final Supplier<byte[]> bytes;
  private final String contentType;
  private final @Nullable String policy;
  private volatile @Nullable Replies replies;

  /// A file from memory.
  ///
  /// @param contentType with its charset, such as `text/html; charset=utf-8`
  /// @param policy the `Content-Security-Policy` of this file; null for the default, which allows
  ///   nothing
  public StaticFile(byte[] bytes, String contentType, @Nullable String policy) {
    this(() -> bytes, contentType, policy);
  }

  private StaticFile(Supplier<byte[]> bytes, String contentType, @Nullable String policy) {
    this.bytes = bytes;
    this.contentType = contentType;
    this.policy = policy;
  }

  /// Reads a file of the class path.
  ///
  /// @throws IllegalArgumentException if the file does not exist: a bug of the build
  public static StaticFile resource(String path, @Nullable String policy) {
    URL file = StaticFile.class.getResource(path);
    if (file == null) {
      throw new IllegalArgumentException("Not in the jar: " + path);
    }
    return new StaticFile(() -> read(file), contentType(path), policy);
  }

  private static byte[] read(URL file) {
    try (InputStream in = file.openStream()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Route route(String path) {
    return new Route(RequestMethod.GET, path, Route.Body.IGNORED, this::answer);
  }

  Future<Reply> answer(Request request) {
    request.rejectQueryParameters();
    return send(request);
  }

  /// Answers a request whose parameters were read.
  Future<Reply> send(Request request) {
    return Future.succeededFuture(replies().to(request));
  }

  /// Does the work of the first request.
  void prepare() {
    var _ = replies();
  }

  /// Two requests at once may both make them: the answers are the same.
  private Replies replies() {
    Replies made = replies;
    if (made == null) {
      made = new Replies(bytes.get(), contentType, policy);
      replies = made;
    }
    return made;
  }

  /// The answers of one file: plain and compressed, each with its tag.
  private static final class Replies {
    private final boolean shrinks;
    private final Reply plain;
    private final Reply gzip;
    private final Reply plainUnchanged;
    private final Reply gzipUnchanged;
    private final String plainTag;
    private final String gzipTag;

    Replies(byte[] bytes, String contentType, @Nullable String policy) {
      byte[] small = bytes.length < MIN_COMPRESSED ? bytes : compressed(bytes);
      shrinks = small.length < bytes.length;
      String digest = digest(bytes);
      plainTag = '"' + digest + '"';
      gzipTag = shrinks ? '"' + digest + "-gz\"" : plainTag;
      List<Reply.Header> common = new ArrayList<>();
      // Revalidated on each use: the path stays the same across versions, and a 304 is cheap.
      common.add(new Reply.Header("Cache-Control", "no-cache"));
      if (policy != null) {
        common.add(new Reply.Header("Content-Security-Policy", policy));
      }
      if (shrinks) {
        common.add(new Reply.Header("Vary", "Accept-Encoding"));
      }
      plainUnchanged = new Reply(304, common, null, null).withHeader("ETag", plainTag);
      gzipUnchanged = new Reply(304, common, null, null).withHeader("ETag", gzipTag);
      plain =
          new Reply(200, common, contentType, Buffer.buffer(bytes)).withHeader("ETag", plainTag);
      gzip =
          shrinks
              ? new Reply(200, common, contentType, Buffer.buffer(small))
                  .withHeader("ETag", gzipTag)
                  .withHeader("Content-Encoding", "gzip")
              : plain;
    }

    Reply to(Request request) {
      String accepted = request.header("Accept-Encoding");
      boolean small = shrinks && accepted != null && namesGzip(accepted);
      String known = request.header("If-None-Match");
      if (known != null && matches(known, small ? gzipTag : plainTag)) {
        return small ? gzipUnchanged : plainUnchanged;
      }
      return small ? gzip : plain;
    }
  }

  /// Weak comparison (RFC 9110 section 13.1.2).
  private static boolean matches(String ifNoneMatch, String tag) {
    for (String candidate : ifNoneMatch.split(",", -1)) {
      String text = candidate.strip();
      if (text.equals("*") || text.equals(tag) || text.equals("W/" + tag)) {
        return true;
      }
    }
    return false;
  }

  /// The plain file is sent to a client that gives gzip a weight, which may be zero.
  private static boolean namesGzip(String acceptEncoding) {
    for (String coding : acceptEncoding.split(",", -1)) {
      if (coding.strip().equalsIgnoreCase("gzip")) {
        return true;
      }
    }
    return false;
  }

  /// The content type by file extension; browsers must not guess it (`nosniff`).
  static String contentType(String path) {
    return switch (path.substring(path.lastIndexOf('.') + 1)) {
      case "html" -> "text/html; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "js" -> "text/javascript; charset=utf-8";
      case "json", "map" -> "application/json";
      case "svg" -> "image/svg+xml";
      case "png" -> "image/png";
      case "ico" -> "image/x-icon";
      case "woff2" -> "font/woff2";
      case "txt" -> "text/plain; charset=utf-8";
      default -> throw new IllegalArgumentException("No content type is known for " + path);
    };
  }

  private static byte[] compressed(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static String digest(byte[] bytes) {
    try {
      byte[] sha = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(sha, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
