/// What is written into somebody else's project.
@NullMarked
package dev.tallystick.generate;

import org.jspecify.annotations.NullMarked;
