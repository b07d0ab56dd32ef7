package dev.tallystick.lab.plaid;

/// The call is refused.
final class PlaidRefusal extends RuntimeException {
    private final PlaidError error;

    PlaidRefusal(PlaidError error) {
        super(error.code(), null, false, false);
        this.error = error;
    }

    PlaidError error() {
        return error;
    }
}
