package dev.freehold.input;

import static dev.freehold.problem.ViolationCode.NOT_ONE_OF;
import static dev.freehold.problem.ViolationCode.OUT_OF_RANGE;
import static dev.freehold.problem.ViolationCode.REPEATED;
import static dev.freehold.problem.ViolationCode.TYPE;

import dev.freehold.plan.ResourcePlan;
import dev.freehold.problem.ProblemException;
import dev.freehold.spec.Spec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads the query of a list against its plan: `page`, `limit` and one option for each named filter.
public final class ListQueryReader {
  private static final int PAGE = 0;
  private static final int LIMIT = 1;
  private static final int FIRST_FILTER = 2;
  private static final int MAX_DIGITS = 9;

  private final List<String> names = new ArrayList<>(List.of("page", "limit"));
  private final Map<String, Integer> places = new HashMap<>();
  private final List<Map<String, Integer>> options = new ArrayList<>();
  private final List<String> choices = new ArrayList<>();
  private final int maxLimit;
  private final ListQuery standard;

  public ListQueryReader(ResourcePlan plan) {
    List<Integer> chosen = new ArrayList<>();
    for (Spec.Filter filter : plan.filters()) {
      Map<String, Integer> byName = new HashMap<>();
      for (Spec.Option option : filter.options()) {
        byName.put(option.name(), byName.size());
      }
      names.add(filter.name());
      options.add(byName);
      choices.add(String.join(", ", filter.options().stream().map(Spec.Option::name).toList()));
      chosen.add(byName.get(filter.defaultOption()));
    }
    for (int i = 0; i < names.size(); i++) {
      places.put(names.get(i), i);
    }
    maxLimit = plan.limit().max();
    standard = new ListQuery(1, plan.limit().standard(), List.copyOf(chosen));
  }

  public Reading begin() {
    return new Reading();
  }

  /// One query on its way in: [#take] for each parameter in order, then [#end].
  public final class Reading {
    private final Violations violations = new Violations();
    private final boolean[] taken = new boolean[names.size()];
    private int page = standard.page();
    private int limit = standard.limit();
    private final List<Integer> chosen =
        standard.options().isEmpty() ? List.of() : new ArrayList<>(standard.options());

    private Reading() {}

    /// @param value percent-decoded
    public void take(String name, String value) {
      Integer place = places.get(name);
      if (place == null) {
        violations.addUnknown(name, names);
      } else if (taken[place]) {
        violations.add(name, REPEATED, "must not be given more than once");
      } else {
        taken[place] = true;
        switch (place) {
          case PAGE -> page = number(name, value, ListQuery.MAX_PAGE);
          case LIMIT -> limit = number(name, value, maxLimit);
          default -> option(name, place - FIRST_FILTER, value);
        }
      }
    }

    /// @throws ProblemException of [dev.freehold.problem.Problem.Invalid] naming every fault
    public ListQuery end() {
      violations.throwIfAny();
      return new ListQuery(page, limit, chosen);
    }

    private void option(String name, int filter, String value) {
      Integer option = options.get(filter).get(value);
      if (option == null) {
        violations.add(name, NOT_ONE_OF, "must be one of " + choices.get(filter));
      } else {
        chosen.set(filter, option);
      }
    }

    private int number(String name, String value, int max) {
      int number = 0;
      boolean tooLong = value.length() > MAX_DIGITS;
      for (int i = 0; i < value.length(); i++) {
        int digit = value.charAt(i) - '0';
        if (digit < 0 || digit > 9) {
          violations.add(name, TYPE, "must be a whole number from 1 to " + max);
          return 1;
        }
        number = tooLong ? 0 : number * 10 + digit;
      }
      if (value.isEmpty()) {
        violations.add(name, TYPE, "must be a whole number from 1 to " + max);
      } else if (number < 1 || number > max) {
        violations.add(name, OUT_OF_RANGE, "must be between 1 and " + max);
      } else if (value.charAt(0) == '0') {
        violations.add(name, TYPE, "must be written without leading zeros");
      }
      return number;
    }
  }
}
