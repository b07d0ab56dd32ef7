package dev.tallystick.lab;

import java.util.List;

/// One emulated service.
interface Api extends LabServer.Service {

    boolean serves(String path);

    List<LabTable> tables();

    static String bearer(Call call) {
        String given = call.header("authorization").orElse("");
        return given.regionMatches(true, 0, "Bearer ", 0, 7)
                ? given.substring(7).strip()
                : "";
    }
}
