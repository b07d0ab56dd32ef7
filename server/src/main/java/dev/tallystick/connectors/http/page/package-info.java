/// Finds the next page.
@NullMarked
package dev.tallystick.connectors.http.page;

import org.jspecify.annotations.NullMarked;
