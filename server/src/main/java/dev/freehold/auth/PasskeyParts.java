package dev.freehold.auth;

import dev.freehold.passkey.PasskeyOptions;
import dev.freehold.passkey.PasskeyVerifier;
import dev.freehold.token.PasskeyChallengeCodec;

/// What the routes of passkeys need beside the rest of sign-in.
public record PasskeyParts(
    PasskeyOptions options, PasskeyVerifier verifier, PasskeyChallengeCodec challenges) {}
