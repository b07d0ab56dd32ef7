/// Google as a connector meets it: the Sheets API, the Drive API, the CSV link, OAuth, with quotas and faults.
@NullMarked
package dev.tallystick.lab.google;

import org.jspecify.annotations.NullMarked;
