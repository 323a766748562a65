package dev.freehold.pages;

import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.http.Request.QueryParameter;
import dev.freehold.http.RequestMethod;
import dev.freehold.http.Route;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.ViolationCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The OpenAPI document: the brief one, and the full one with `detail=full`. Each has an `ETag` of its
/// own, and is written at its first request.
final class DocumentFile {
  private static final String DETAIL = "detail";
  private static final String FULL = "full";

  private final Document brief;
  private final Document full;

  /// @param brief writes the brief document
  /// @param full writes the full one
  DocumentFile(Supplier<String> brief, Supplier<String> full) {
    this.brief = new Document(brief);
    this.full = new Document(full);
  }

  Route route(String path) {
    return new Route(RequestMethod.GET, path, Route.Body.IGNORED, this::answer);
  }

  private Future<Reply> answer(Request request) {
    return (asksForFull(request.queryParameters()) ? full : brief).send(request);
  }

  private static boolean asksForFull(List<QueryParameter> parameters) {
    List<Violation> violations = new ArrayList<>();
    boolean asked = false;
    for (QueryParameter parameter : parameters) {
      String name = parameter.shortName();
      if (!parameter.name().equals(DETAIL)) {
        violations.add(new Violation(name, ViolationCode.UNKNOWN, name + " is not known here."));
      } else if (asked) {
        violations.add(new Violation(name, ViolationCode.REPEATED, "detail may occur once."));
      } else if (!parameter.value().equals(FULL)) {
        violations.add(
            new Violation(
                name,
                ViolationCode.NOT_ONE_OF,
                "detail must be full; without it, the document is brief."));
      }
      asked |= parameter.name().equals(DETAIL);
    }
    if (!violations.isEmpty()) {
      throw new Problem.Invalid(violations).toException();
    }
    return asked;
  }

  /// One document. It is written by a thread of its own: thirty resources take a second in a JVM that has
  /// just started, too long for an event loop.
  private static final class Document {
    private final Supplier<String> text;
    private final AtomicReference<@Nullable CompletableFuture<StaticFile>> file =
        new AtomicReference<>();

    Document(Supplier<String> text) {
      this.text = text;
    }

    Future<Reply> send(Request request) {
      CompletableFuture<StaticFile> found = file();
      if (found.isDone() && !found.isCompletedExceptionally()) {
        return found.join().send(request);
      }
      // On the event loop of this request, whichever request the document was written for.
      Promise<StaticFile> promise =
          ((ContextInternal) Objects.requireNonNull(Vertx.currentContext(), "an event loop"))
              .promise();
      var _ =
          found.whenComplete(
              (made, failure) -> {
                if (failure == null) {
                  promise.complete(made);
                } else {
                  promise.fail(failure);
                }
              });
      return promise.future().compose(made -> made.send(request));
    }

    private CompletableFuture<StaticFile> file() {
      CompletableFuture<StaticFile> found = file.get();
      if (found != null) {
        return found;
      }
      CompletableFuture<StaticFile> mine = new CompletableFuture<>();
      CompletableFuture<StaticFile> other = file.compareAndExchange(null, mine);
      if (other != null) {
        return other;
      }
      Thread.ofPlatform().daemon().name("openapi-document").start(() -> write(mine));
      return mine;
    }

    /// After a failure, the next request tries again.
    private void write(CompletableFuture<StaticFile> target) {
      try {
        StaticFile made =
            new StaticFile(text.get().getBytes(StandardCharsets.UTF_8), "application/json", null);
        made.prepare();
        target.complete(made);
      } catch (RuntimeException | Error failure) {
        file.set(null);
        target.completeExceptionally(failure);
      }
    }
  }
}
