package dev.tallystick.connectors.http.template;

/// What a look-up gives that found nothing: prints as nothing, is false and empty, and fails when it is used further.
final class Undefined {
    private final String message;

    Undefined(String message) {
        this.message = message;
    }

    TemplateException used() {
        return new TemplateException(TemplateException.Kind.UNDEFINED, message);
    }

    @Override
    public String toString() {
        return "";
    }
}
