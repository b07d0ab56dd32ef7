/// Tests of the Airtable connector, against the lab's emulated Airtable.
@NullMarked
package dev.tallystick.connectors.airtable;

import org.jspecify.annotations.NullMarked;
