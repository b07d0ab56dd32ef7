/// The values that manifests, templates and answers are made of: text, whole and decimal numbers, truth, nothing, lists
/// and maps.
@NullMarked
package dev.tallystick.connectors.http.value;

import org.jspecify.annotations.NullMarked;
