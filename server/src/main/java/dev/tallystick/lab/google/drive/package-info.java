/// The calls of the Drive API v3 that tell whether a file has changed, and the link that exports CSV.
@NullMarked
package dev.tallystick.lab.google.drive;

import org.jspecify.annotations.NullMarked;
