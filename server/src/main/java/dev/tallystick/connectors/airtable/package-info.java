/// Keeps tables of Airtable bases as sides of a sync: lists them, asks for rows by id, and writes them in tens.
@NullMarked
package dev.tallystick.connectors.airtable;

import org.jspecify.annotations.NullMarked;
