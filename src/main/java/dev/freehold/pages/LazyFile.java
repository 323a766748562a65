package dev.freehold.pages;

import dev.freehold.http.Method;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.http.Route;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A file that is read and compressed when it is first asked for, off the event loop: the scripts
/// of the documentation pages are megabytes, and neither a start nor a server that nobody reads
/// about should pay for them.
final class LazyFile {
  private final Supplier<StaticFile> read;
  private volatile @Nullable StaticFile file;

  LazyFile(Supplier<StaticFile> read) {
    this.read = read;
  }

  Route at(String path) {
    return new Route(Method.GET, path, Route.Body.IGNORED, this::answer);
  }

  private Future<Reply> answer(Request request) {
    StaticFile ready = file;
    if (ready != null) {
      return ready.answer(request);
    }
    return Objects.requireNonNull(Vertx.currentContext(), "endpoints run on an event loop")
        .executeBlocking(this::load)
        .compose(loaded -> Objects.requireNonNull(loaded).answer(request));
  }

  private synchronized StaticFile load() {
    StaticFile loaded = file;
    if (loaded == null) {
      loaded = read.get();
      file = loaded;
    }
    return loaded;
  }
}
