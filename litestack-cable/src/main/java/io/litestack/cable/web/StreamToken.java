package io.litestack.cable.web;

import io.litestack.cable.Channels;
import java.time.Instant;

/**
 * What a token allows. Immutable.
 *
 * @param channels what its bearer may subscribe to
 * @param audience whom it was made for, such as the id of a session; empty for anybody
 * @param expiresAt until when
 */
public record StreamToken(Channels channels, String audience, Instant expiresAt) {}
