/// Airtable as a program sees it, over HTTP: bases, tables, formulas, OAuth, quotas, and a hand that edits meanwhile.
@NullMarked
package dev.tallystick.lab.airtable;

import org.jspecify.annotations.NullMarked;
