package dev.tallystick.workspace;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/// An identity in the words of Spring Security.
final class SignedIn extends AbstractAuthenticationToken {
    private final transient Identity identity;

    SignedIn(Identity identity) {
        super(List.of(new SimpleGrantedAuthority("ROLE_" + identity.role().name())));
        this.identity = identity;
        setAuthenticated(true);
    }

    @Override
    public Identity getPrincipal() {
        return identity;
    }

    @Override
    public String getCredentials() {
        return "";
    }

    @Override
    public String getName() {
        return identity.name();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SignedIn signedIn && signedIn.identity.equals(identity);
    }

    @Override
    public int hashCode() {
        return identity.hashCode();
    }
}
