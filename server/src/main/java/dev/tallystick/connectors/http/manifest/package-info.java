/// Reads a manifest: YAML, references, default types and parameters, until it is plain components.
@NullMarked
package dev.tallystick.connectors.http.manifest;

import org.jspecify.annotations.NullMarked;
