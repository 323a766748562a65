package dev.freehold.api.batch;

import dev.freehold.http.Match;
import dev.freehold.http.Method;
import dev.freehold.http.Parameter;
import dev.freehold.http.Request;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A step as the request that it stands for. It is part of the batch's own request, whose id and client it has; of its
/// headers it has none.
record StepRequest(
    Request batch,
    Match.Found match,
    List<Parameter> parameters,
    Map<String, String> headers,
    Buffer body)
    implements Request {
  @Override
  public String id() {
    return batch.id();
  }

  @Override
  public Method method() {
    return match.route().method();
  }

  @Override
  public String route() {
    return match.route().path();
  }

  @Override
  public String pathParameter(String name) {
    int index = match.names().indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException("The route has no parameter '" + name + "'");
    }
    return match.values().get(index);
  }

  @Override
  public @Nullable String header(String name) {
    return headers.get(name.toLowerCase(Locale.ROOT));
  }

  @Override
  public String peer() {
    return batch.peer();
  }
}
