/// Measures the manifest reader against a corpus of real manifests that is not part of this project.
@NullMarked
package dev.tallystick.connectors.http.conformance;

import org.jspecify.annotations.NullMarked;
