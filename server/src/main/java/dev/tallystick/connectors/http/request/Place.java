package dev.tallystick.connectors.http.request;

import dev.tallystick.connectors.http.manifest.ManifestException;

/// Where a value goes into a request.
public enum Place {
    PARAMETER,
    HEADER,
    BODY_DATA,
    BODY_JSON;

    static Place of(String word) {
        return switch (word) {
            case "request_parameter" -> PARAMETER;
            case "header" -> HEADER;
            case "body_data" -> BODY_DATA;
            case "body_json" -> BODY_JSON;
            default -> throw new ManifestException("A value cannot be put into '" + word + "' of a request.");
        };
    }
}
