package dev.tallystick.connectors.http.conformance;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// `make conformance CORPUS=folder`: prints, and judges nothing.
class ConformanceRun {

    @Test
    @EnabledIfSystemProperty(named = "corpus", matches = ".+")
    void prints() throws Exception {
        Conformance.main(new String[] {Path.of(System.getProperty("corpus")).toString()});
    }
}
