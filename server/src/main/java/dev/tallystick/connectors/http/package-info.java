/// Reads HTTP APIs as a manifest describes them, in the declarative format of the Airbyte CDK.
@NullMarked
package dev.tallystick.connectors.http;

import org.jspecify.annotations.NullMarked;
