package dev.freehold.passkey;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.AuthenticationRequest;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.RegistrationRequest;
import com.webauthn4j.data.attestation.authenticator.AAGUID;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import com.webauthn4j.data.attestation.authenticator.COSEKey;
import com.webauthn4j.data.attestation.authenticator.EC2COSEKey;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.verifier.attestation.statement.none.NoneAttestationStatementVerifier;
import com.webauthn4j.verifier.exception.MaliciousCounterValueException;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The two ceremonies of a relying party (WebAuthn Level 3 sections 7.1 and 7.2), as a library verifies
/// them: type, challenge, origin, relying party, flags, algorithm, signature, counter. User verification
/// is required, an embedded page of another origin refused. It computes, and must not run on an event loop.
///
/// No exception of the library leaves it: all of them are about bytes of a client.
final class PasskeyCeremony {
  /// Less than that is no random id of an authenticator (section 4, "credential ID"), more is refused
  /// (section 7.1 step 24).
  private static final int MIN_ID = 16;

  private static final int MAX_ID = 1023;

  /// Enough for RSA of 4096 bits.
  private static final int MAX_KEY = 1024;

  private static final int MIN_RSA = 2048;
  private static final int MAX_RSA = 4096;

  private static final List<PublicKeyCredentialParameters> ALGORITHMS =
      PasskeyOptions.ALGORITHMS.stream()
          .map(
              algorithm ->
                  new PublicKeyCredentialParameters(
                      PublicKeyCredentialType.PUBLIC_KEY,
                      COSEAlgorithmIdentifier.create(algorithm)))
          .toList();

  private final RelyingParty party;
  private final Set<Origin> origins;
  private final ObjectConverter converter = new ObjectConverter();
  private final WebAuthnManager library =
      new WebAuthnManager(
          List.of(new NoneAttestationStatementVerifier()),
          (_, _, _) -> noAttestation(),
          _ -> noAttestation(),
          List.of(),
          List.of(),
          converter);
  private final byte[] nobody;

  PasskeyCeremony(RelyingParty party) {
    this.party = party;
    this.origins = party.origins().stream().map(Origin::create).collect(Collectors.toSet());
    this.nobody = converter.getCborMapper().writeValueAsBytes(EC2COSEKey.create(unusedKey()));
  }

  /// A new passkey; empty if it is refused.
  ///
  /// @param challenge of the options
  Optional<NewCredential> register(CredentialJson credential, byte[] challenge) {
    try {
      RegistrationData data =
          library.verify(
              new RegistrationRequest(
                  credential.bytes(CredentialJson.ATTESTATION),
                  credential.bytes(CredentialJson.CLIENT_DATA)),
              new RegistrationParameters(server(challenge), ALGORITHMS, true, true));
      AuthenticatorData<?> said =
          Objects.requireNonNull(data.getAttestationObject()).getAuthenticatorData();
      AttestedCredentialData made = Objects.requireNonNull(said.getAttestedCredentialData());
      byte[] key = converter.getCborMapper().writeValueAsBytes(made.getCOSEKey());
      return Arrays.equals(made.getCredentialId(), credential.id())
              && made.getCredentialId().length >= MIN_ID
              && made.getCredentialId().length <= MAX_ID
              && key.length <= MAX_KEY
              && isStrong(made.getCOSEKey().getPublicKey())
          ? Optional.of(
              new NewCredential(
                  new StoredCredential(
                      made.getCredentialId(), key, said.getSignCount(), said.isFlagBE()),
                  Objects.requireNonNullElse(made.getAaguid().getValue(), new UUID(0, 0)),
                  said.isFlagBS(),
                  credential.transports()))
          : Optional.empty();
    } catch (RuntimeException refused) {
      return Optional.empty();
    }
  }

  /// Verifies a signature.
  ///
  /// @param stored null if no account has the passkey: the same work, and never verified
  AssertionResult verify(
      CredentialJson credential, byte[] challenge, @Nullable StoredCredential stored) {
    try {
      AuthenticationData data =
          library.verify(
              new AuthenticationRequest(
                  credential.id(),
                  credential.bytes(CredentialJson.AUTHENTICATOR_DATA),
                  credential.bytes(CredentialJson.CLIENT_DATA),
                  credential.bytes(CredentialJson.SIGNATURE)),
              new AuthenticationParameters(
                  server(challenge), record(credential, stored), null, true, true));
      AuthenticatorData<?> said = Objects.requireNonNull(data.getAuthenticatorData());
      if (stored == null) {
        return new AssertionResult.Refused();
      }
      return said.isFlagBE() == stored.backupEligible()
          ? new AssertionResult.Verified(said.getSignCount(), said.isFlagBS())
          : new AssertionResult.Suspicious();
    } catch (MaliciousCounterValueException regressed) {
      // The library compares counters after the signature.
      return new AssertionResult.Suspicious();
    } catch (RuntimeException refused) {
      return new AssertionResult.Refused();
    }
  }

  /// Backup eligibility is left out, because the library compares it before the signature: what nobody
  /// has signed is no suspicion.
  private CredentialRecordImpl record(
      CredentialJson credential, @Nullable StoredCredential stored) {
    COSEKey key =
        converter
            .getCborMapper()
            .readValue(stored == null ? nobody : stored.publicKey(), COSEKey.class);
    return new CredentialRecordImpl(
        null,
        true,
        null,
        null,
        stored == null ? 0 : stored.signCount(),
        new AttestedCredentialData(AAGUID.ZERO, credential.id(), key),
        null,
        null,
        null,
        null);
  }

  private ServerProperty server(byte[] challenge) {
    return ServerProperty.builder()
        .origins(origins)
        .rpId(party.id())
        .challenge(new DefaultChallenge(challenge))
        .build();
  }

  /// Statements of manufacturers are not asked for, and no other verifier takes one.
  private static void noAttestation() {
    throw new IllegalStateException("an attestation statement was verified");
  }

  private static boolean isStrong(@Nullable PublicKey key) {
    if (key instanceof RSAPublicKey rsa) {
      int bits = rsa.getModulus().bitLength();
      return bits >= MIN_RSA && bits <= MAX_RSA;
    }
    return key != null;
  }

  private static ECPublicKey unusedKey() {
    try {
      KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
      keys.initialize(new ECGenParameterSpec("secp256r1"));
      return (ECPublicKey) keys.generateKeyPair().getPublic();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has P-256", e);
    }
  }
}
