package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.auth.Caller;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.ApiView;
import dev.freehold.query.ResourceView;
import dev.freehold.testing.SpecFile;
import dev.freehold.type.KeyScopes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What new combinations of scopes do to the views of others: anyone with an account can make them.
final class ViewCacheTest {
  private static final int COMBINATIONS = 1_000;

  private final ApiPlan plan =
      ApiPlanner.plan(
          SpecFile.parse(
              """
              freehold: 1
              name: Notes
              resources:
                notes:
                  fields: { title: string }
              """));
  private final ResourcePlan notes = plan.resources().getFirst();
  private final Authorizer authorizer = new Authorizer(plan);
  private final List<ResourceView> compiled = new ArrayList<>();
  private final ViewCache<ResourceView> cache =
      new ViewCache<>(
          view -> {
            compiled.add(view);
            return view;
          });

  private ResourceView view(KeyScopes scopes) {
    ApiView sight =
        authorizer.sight(
            new Caller.User(UUID.randomUUID(), UUID.randomUUID(), Set.of(), scopes, null, null));
    ResourceView view = sight.resource(notes);
    assertThat(cache.get(view)).isSameAs(view);
    return view;
  }

  /// @param number of the combination
  private ResourceView ofKey(int number) {
    return view(KeyScopes.of(List.of("notes:read", "r" + number + ":read")));
  }

  @Test
  void newCombinationsOfScopesTakeNoPlaceOfASession() {
    ResourceView session = view(KeyScopes.ALL);
    for (int i = 0; i < COMBINATIONS; i++) {
      ofKey(i);
    }
    assertThat(view(KeyScopes.ALL)).isSameAs(session);
    assertThat(compiled).containsOnlyOnce(session).hasSize(COMBINATIONS + 1);
  }

  /// The key of another person, which is used all the time.
  @Test
  void newCombinationsOfScopesTakeNoPlaceOfAKeyInUse() {
    ResourceView inUse = ofKey(-1);
    for (int i = 0; i < COMBINATIONS; i++) {
      ofKey(i);
      assertThat(ofKey(-1)).isSameAs(inUse);
    }
    assertThat(compiled).containsOnlyOnce(inUse).hasSize(COMBINATIONS + 1);
  }

  @Test
  void viewsThatAreNotUsedAreNotKept() {
    ResourceView first = ofKey(0);
    for (int i = 1; i < COMBINATIONS; i++) {
      ofKey(i);
    }
    assertThat(ofKey(0)).isNotSameAs(first);
    assertThat(cache.size()).isLessThanOrEqualTo(LeastRecentlyUsedCache.MAX_ENTRIES);
  }
}
