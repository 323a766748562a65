package dev.freehold.audit;

import dev.freehold.call.Call;
import dev.freehold.call.Received;
import dev.freehold.description.Description;
import dev.freehold.description.Operation;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A server as a probe sees it. Requests go through here alone: they are slowed to the rate, counted, shown to the observers.
/// Each `send` throws [dev.freehold.call.CallFailed] where no whole answer came.
public interface Site {
  /// Scheme, host and port.
  String base();

  Description description();

  List<Collection> collections();

  Optional<Collection> collection(String name);

  Accounts accounts();

  Person a();

  Person b();

  default Person nobody() {
    return Person.NOBODY;
  }

  /// Whether only reads, and changes of what the audit made itself, are allowed.
  boolean isSafe();

  /// Sends as a person; sets `Authorization` unless the call has one. Waits where the server asks for it (429).
  Exchange send(Person person, Call call);

  /// The same, but 429 is an answer like any other.
  Exchange sendOnce(Person person, Call call);

  /// Sends bytes (ISO 8859-1) over a connection of its own, and listens for a moment. No observer sees it.
  Received sendRaw(String request);

  /// The target of an operation: its path after the base, with the parameters filled in and encoded.
  ///
  /// @throws IllegalArgumentException where a parameter of the path has no value
  String target(Operation operation, Map<String, String> pathValues);

  /// A value for each parameter of the operation's path: of the person's own rows, which are made as needed; ids that no row
  /// has where that cannot be done.
  Map<String, String> pathValues(Operation operation, Person person);

  /// A body that the description allows, with what it refers to made before as the same person; empty where there is none.
  ///
  /// @param full with every property, or only with those that are required
  Optional<JsonObject> sample(Collection collection, Person person, boolean full);

  /// Makes a row with every property; empty where the person may not, or the server refuses the sample.
  Optional<Row> make(Collection collection, Person person);

  /// The same with some properties set to what is given; a null removes one.
  Optional<Row> make(Collection collection, Person person, JsonObject changes);

  /// A row of this person that was made before, or else is made now: for probes that only look at it.
  Optional<Row> any(Collection collection, Person person);

  /// To be called with every exchange of a probe's own that may have made a row: the row is deleted at the end.
  Optional<Row> made(Collection collection, Exchange exchange);
}
