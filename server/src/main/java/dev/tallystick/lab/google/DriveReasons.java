package dev.tallystick.lab.google;

/// The words that Drive puts beside its numbers.
final class DriveReasons {

    private DriveReasons() {}

    static String of(int status) {
        return switch (status) {
            case 400 -> "invalid";
            case 401 -> "authError";
            case 403 -> "insufficientPermissions";
            case 404 -> "notFound";
            case 429 -> "rateLimitExceeded";
            default -> "backendError";
        };
    }
}
