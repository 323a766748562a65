package dev.freehold.audit.run;

import dev.freehold.audit.Probe;
import dev.freehold.audit.probe.access.AccountChangeProbe;
import dev.freehold.audit.probe.access.AnonymousAccessProbe;
import dev.freehold.audit.probe.access.AuthorizationBypassProbe;
import dev.freehold.audit.probe.access.BflaRoleProbe;
import dev.freehold.audit.probe.access.BolaBatchProbe;
import dev.freehold.audit.probe.access.BolaBulkProbe;
import dev.freehold.audit.probe.access.BolaCountProbe;
import dev.freehold.audit.probe.access.BolaCursorProbe;
import dev.freehold.audit.probe.access.BolaListProbe;
import dev.freehold.audit.probe.access.BolaNestedProbe;
import dev.freehold.audit.probe.access.BolaReadProbe;
import dev.freehold.audit.probe.access.BolaReferenceProbe;
import dev.freehold.audit.probe.access.BolaUseProbe;
import dev.freehold.audit.probe.access.BolaWriteProbe;
import dev.freehold.audit.probe.access.ExistenceDisclosureProbe;
import dev.freehold.audit.probe.access.ExistenceTimingProbe;
import dev.freehold.audit.probe.access.HiddenRowProbe;
import dev.freehold.audit.probe.access.PersonalDataProbe;
import dev.freehold.audit.probe.access.RestrictedFieldProbe;
import dev.freehold.audit.probe.access.UndeclaredSecurityProbe;
import dev.freehold.audit.probe.access.UniqueValueDisclosureProbe;
import dev.freehold.audit.probe.http.AllOperationsProbe;
import dev.freehold.audit.probe.http.CorsProbe;
import dev.freehold.audit.probe.http.CrudLifecycleProbe;
import dev.freehold.audit.probe.http.DocumentationProbe;
import dev.freehold.audit.probe.http.DuplicateCreateProbe;
import dev.freehold.audit.probe.http.ErrorFormatProbe;
import dev.freehold.audit.probe.http.ExposedFileProbe;
import dev.freehold.audit.probe.http.HttpMethodProbe;
import dev.freehold.audit.probe.http.InternalErrorDisclosureProbe;
import dev.freehold.audit.probe.http.PathTraversalProbe;
import dev.freehold.audit.probe.http.RequestSmugglingProbe;
import dev.freehold.audit.probe.http.ResponseConformanceProbe;
import dev.freehold.audit.probe.http.SecurityHeadersProbe;
import dev.freehold.audit.probe.http.ServerErrorProbe;
import dev.freehold.audit.probe.input.BodySchemaBoundsProbe;
import dev.freehold.audit.probe.input.BodySizeLimitProbe;
import dev.freehold.audit.probe.input.CommandInjectionProbe;
import dev.freehold.audit.probe.input.DuplicateSignupProbe;
import dev.freehold.audit.probe.input.MalformedJsonProbe;
import dev.freehold.audit.probe.input.MarkupInjectionProbe;
import dev.freehold.audit.probe.input.MassAssignmentProbe;
import dev.freehold.audit.probe.input.MediaTypeProbe;
import dev.freehold.audit.probe.input.OperatorInjectionProbe;
import dev.freehold.audit.probe.input.OwnProfileAssignmentProbe;
import dev.freehold.audit.probe.input.PaginationProbe;
import dev.freehold.audit.probe.input.QueryParameterBoundsProbe;
import dev.freehold.audit.probe.input.RequestHeadSizeLimitProbe;
import dev.freehold.audit.probe.input.ServerSideRequestProbe;
import dev.freehold.audit.probe.input.SignupRoleAssignmentProbe;
import dev.freehold.audit.probe.input.SqlInjectionBodyProbe;
import dev.freehold.audit.probe.input.SqlInjectionPathProbe;
import dev.freehold.audit.probe.input.SqlInjectionQueryProbe;
import dev.freehold.audit.probe.input.UnicodeTextProbe;
import dev.freehold.audit.probe.input.UnknownPropertyProbe;
import dev.freehold.audit.probe.input.WrongTypeProbe;
import dev.freehold.audit.probe.token.AccountDisclosureProbe;
import dev.freehold.audit.probe.token.AuthenticateChallengeProbe;
import dev.freehold.audit.probe.token.CodeGuessLimitProbe;
import dev.freehold.audit.probe.token.ForgedJwtProbe;
import dev.freehold.audit.probe.token.JwtAlgorithmConfusionProbe;
import dev.freehold.audit.probe.token.LoginRateLimitProbe;
import dev.freehold.audit.probe.token.LogoutProbe;
import dev.freehold.audit.probe.token.RefreshTokenProbe;
import dev.freehold.audit.probe.token.SecretDisclosureProbe;
import dev.freehold.audit.probe.token.TokenLifetimeProbe;
import dev.freehold.audit.probe.token.TokenPlacementProbe;
import dev.freehold.audit.probe.token.UserEnumerationProbe;
import dev.freehold.audit.probe.token.WeakJwtSecretProbe;
import dev.freehold.audit.probe.token.WeakPasswordProbe;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// All probes in the order of their run: read-only ones first, destructive ones later, and those
/// that use up sign-in limits last.
public final class ProbeCatalog {
  private ProbeCatalog() {}

  /// Creates new instances for one audit.
  public static List<Probe> all() {
    return all(Optional.empty());
  }

  /// @param listener where the audit listens for calls of the server
  public static List<Probe> all(Optional<InetSocketAddress> listener) {
    List<Probe> all = new ArrayList<>();
    all.add(new AllOperationsProbe());
    all.add(new DocumentationProbe());
    all.add(new CrudLifecycleProbe());
    all.add(new DuplicateCreateProbe());
    all.add(new PaginationProbe());
    all.add(new QueryParameterBoundsProbe());
    all.add(new BodySchemaBoundsProbe());
    all.add(new UnicodeTextProbe());
    all.add(new MalformedJsonProbe());
    all.add(new MediaTypeProbe());
    all.add(new HttpMethodProbe());
    all.add(new PathTraversalProbe());
    all.add(new CorsProbe());
    all.add(new ExposedFileProbe());
    all.add(new RequestSmugglingProbe());
    all.addAll(IdentityProbes.all(InstantSource.system(), listener));
    all.add(new RequestHeadSizeLimitProbe());
    all.add(new BodySizeLimitProbe());
    all.add(new LoginRateLimitProbe());
    all.add(new ServerErrorProbe());
    all.add(new InternalErrorDisclosureProbe());
    all.add(new ErrorFormatProbe());
    all.add(new ResponseConformanceProbe());
    all.add(new SecurityHeadersProbe());
    return List.copyOf(all);
  }

  /// The probes that need users: authorization, tokens, and properties that a body may set.
  public static final class IdentityProbes {
    private IdentityProbes() {}

    /// Creates new instances for one audit. Probes that need unchanged rows come before probes that
    /// may change them; probes that may exhaust a sign-in rate limit come last.
    public static List<Probe> all(InstantSource clock) {
      return all(clock, Optional.empty());
    }

    /// @param listener where the audit listens for calls of the server
    static List<Probe> all(InstantSource clock, Optional<InetSocketAddress> listener) {
      return List.of(
          new BolaReadProbe(),
          new HiddenRowProbe(),
          new BolaListProbe(),
          new BolaCountProbe(),
          new BolaCursorProbe(),
          new BolaNestedProbe(),
          new BolaReferenceProbe(),
          new ExistenceDisclosureProbe(),
          new ExistenceTimingProbe(),
          new UniqueValueDisclosureProbe(),
          new BolaWriteProbe(),
          new BolaUseProbe(),
          new BolaBulkProbe(),
          new BolaBatchProbe(),
          new AnonymousAccessProbe(),
          new AuthorizationBypassProbe(),
          new BflaRoleProbe(),
          new RestrictedFieldProbe(),
          new UndeclaredSecurityProbe(),
          new MassAssignmentProbe(),
          new UnknownPropertyProbe(),
          new SqlInjectionQueryProbe(),
          new SqlInjectionPathProbe(),
          new SqlInjectionBodyProbe(),
          new CommandInjectionProbe(),
          new ServerSideRequestProbe(listener),
          new WrongTypeProbe(),
          new OperatorInjectionProbe(),
          new MarkupInjectionProbe(),
          new ForgedJwtProbe(),
          new WeakJwtSecretProbe(clock),
          new JwtAlgorithmConfusionProbe(),
          new TokenPlacementProbe(),
          new AuthenticateChallengeProbe(),
          new TokenLifetimeProbe(clock),
          new AccountChangeProbe(),
          new SignupRoleAssignmentProbe(),
          new OwnProfileAssignmentProbe(),
          new DuplicateSignupProbe(),
          new WeakPasswordProbe(),
          new RefreshTokenProbe(),
          new LogoutProbe(),
          new UserEnumerationProbe(),
          new AccountDisclosureProbe(),
          new CodeGuessLimitProbe(),
          new PersonalDataProbe(),
          new SecretDisclosureProbe());
    }
  }
}
