package dev.freehold.audit.run;

import dev.freehold.audit.Verdict;

/// Who wants to see how far an audit is.
public interface Progress {
  Progress NONE =
      new Progress() {
        @Override
        public void stage(String words) {}

        @Override
        public void begins(String id, int number, int of) {}

        @Override
        public void ended(String id, Verdict verdict) {}
      };

  /// Such as `reading the description`.
  void stage(String words);

  /// @param number from 1
  void begins(String id, int number, int of);

  void ended(String id, Verdict verdict);
}
