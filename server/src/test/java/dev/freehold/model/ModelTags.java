package dev.freehold.model;

import dev.freehold.model.ModelSpec.Field;
import dev.freehold.model.ModelSpec.Flag;
import dev.freehold.model.ModelSpec.Resource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The last `ETag` of a row that each kind of caller has seen, for each set of fields.
record ModelTags(Map<Representation, String> last) {
  static final ModelTags NONE = new ModelTags(Map.of());

  ModelTags {
    last = Map.copyOf(last);
  }

  /// What a response shows of a row.
  ///
  /// @param view the columns that the caller may read
  /// @param shown those of them in the response
  /// @param whole whether the caller may read every field
  record Representation(List<String> view, List<String> shown, boolean whole) {
    static Representation of(ModelUser actor, Resource resource, ModelProjection projection) {
      List<String> view = actor.reads(resource).stream().map(Field::name).toList();
      return new Representation(
          view,
          view.stream()
              .filter(c -> projection.fields().isEmpty() || projection.fields().contains(c))
              .toList(),
          resource.columns().stream().allMatch(actor::reads));
    }

    static Representation of(ModelUser actor, Resource resource) {
      return of(actor, resource, ModelProjection.PLAIN);
    }
  }

  /// Empty if no caller has seen it yet.
  String of(Representation representation) {
    return last.getOrDefault(representation, "");
  }

  /// The tags of other representations.
  List<String> others(Representation representation) {
    return last.entrySet().stream()
        .filter(e -> !e.getKey().shown().equals(representation.shown()))
        .map(Map.Entry::getValue)
        .toList();
  }

  ModelTags with(Representation representation, String tag) {
    if (tag.isEmpty()) {
      return this;
    }
    Map<Representation, String> all = new HashMap<>(last);
    all.put(representation, tag);
    return new ModelTags(all);
  }

  /// Only the tags that disclose nothing about these columns.
  ModelTags after(Set<String> changed) {
    Map<Representation, String> kept = new HashMap<>(last);
    kept.keySet().removeIf(r -> r.whole() || r.view().stream().anyMatch(changed::contains));
    return new ModelTags(kept);
  }

  /// What an update changes: the given fields, and the time if every caller reads one of them.
  static Map<String, Object> changes(Resource resource, Map<String, Object> body) {
    Map<String, Object> changes = new LinkedHashMap<>(body);
    Set<String> shown = new HashSet<>();
    resource.columns().stream()
        .filter(c -> c.readers().isEmpty() && !c.is(Flag.hidden))
        .forEach(c -> shown.add(c.name()));
    if (body.keySet().stream().anyMatch(shown::contains)) {
      changes.put("updated_at", ServerAssignedValue.UNKNOWN);
    }
    return changes;
  }

  /// Whether an update gives a caller another tag; empty if the model cannot know.
  ///
  /// @param before the row as the caller read it, if all of it is known
  static Optional<Boolean> moves(
      Representation representation, boolean written, Object before, Object after) {
    if (representation.whole()) {
      return Optional.of(written);
    }
    return before.toString().contains(ServerAssignedValue.UNKNOWN.name())
        ? Optional.empty()
        : Optional.of(!ServerAssignedValue.same(before, after));
  }
}
