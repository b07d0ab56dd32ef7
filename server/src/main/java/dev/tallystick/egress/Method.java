package dev.tallystick.egress;

/// The HTTP methods a connector may use.
public enum Method {
    GET,
    HEAD,
    PUT,
    DELETE,
    POST,
    PATCH;

    /// Whether sending it twice has the effect of sending it once (RFC 9110, 9.2.2).
    public boolean idempotent() {
        return this != POST && this != PATCH;
    }
}
