/// Signing in as Google does it: consent, tokens, service accounts.
@NullMarked
package dev.tallystick.lab.google.oauth;

import org.jspecify.annotations.NullMarked;
