package dev.freehold.audit.catalogue;

import dev.freehold.audit.Probe;
import dev.freehold.audit.access.Existence;
import dev.freehold.audit.access.ExistenceTime;
import dev.freehold.audit.access.ForeignBatch;
import dev.freehold.audit.access.ForeignBulk;
import dev.freehold.audit.access.ForeignChanges;
import dev.freehold.audit.access.ForeignCounts;
import dev.freehold.audit.access.ForeignCursors;
import dev.freehold.audit.access.ForeignLists;
import dev.freehold.audit.access.ForeignParents;
import dev.freehold.audit.access.ForeignReads;
import dev.freehold.audit.access.ForeignReferences;
import dev.freehold.audit.access.TakenValues;
import dev.freehold.audit.guard.AnonymousCalls;
import dev.freehold.audit.guard.Detours;
import dev.freehold.audit.guard.RoleCalls;
import dev.freehold.audit.guard.RoleFields;
import dev.freehold.audit.guard.Undeclared;
import dev.freehold.audit.input.AssignedProperties;
import dev.freehold.audit.input.AssignedRank;
import dev.freehold.audit.input.Markup;
import dev.freehold.audit.input.SecondSignUp;
import dev.freehold.audit.input.SqlInBodies;
import dev.freehold.audit.input.SqlInPaths;
import dev.freehold.audit.input.SqlInQueries;
import dev.freehold.audit.input.UnknownProperties;
import dev.freehold.audit.input.WrongTypes;
import dev.freehold.audit.token.Challenges;
import dev.freehold.audit.token.ForgedTokens;
import dev.freehold.audit.token.GuessedSecret;
import dev.freehold.audit.token.KeyConfusion;
import dev.freehold.audit.token.LogInAnswers;
import dev.freehold.audit.token.LogOut;
import dev.freehold.audit.token.RefreshTokens;
import dev.freehold.audit.token.ShownSecrets;
import dev.freehold.audit.token.TokenLife;
import dev.freehold.audit.token.TokenPlaces;
import dev.freehold.audit.token.WeakPasswords;
import java.time.InstantSource;
import java.util.List;

/// Probes that need people: who reaches whose rows, who may do what, which tokens are believed,
/// what a body may set.
public final class IdentityProbes {
  private IdentityProbes() {}

  /// New ones, for one audit. What needs rows untouched comes before what may harm them; what may
  /// use up an allowance for signing in comes last.
  public static List<Probe> all(InstantSource clock) {
    return List.of(
        new ForeignReads(),
        new ForeignLists(),
        new ForeignCounts(),
        new ForeignCursors(),
        new ForeignParents(),
        new ForeignReferences(),
        new Existence(),
        new ExistenceTime(),
        new TakenValues(),
        new ForeignChanges(),
        new ForeignBulk(),
        new ForeignBatch(),
        new AnonymousCalls(),
        new Detours(),
        new RoleCalls(),
        new RoleFields(),
        new Undeclared(),
        new AssignedProperties(),
        new UnknownProperties(),
        new SqlInQueries(),
        new SqlInPaths(),
        new SqlInBodies(),
        new WrongTypes(),
        new Markup(),
        new ForgedTokens(),
        new GuessedSecret(clock),
        new KeyConfusion(),
        new TokenPlaces(),
        new Challenges(),
        new TokenLife(clock),
        new AssignedRank(),
        new SecondSignUp(),
        new WeakPasswords(),
        new RefreshTokens(),
        new LogOut(),
        new LogInAnswers(),
        new ShownSecrets());
  }
}
