/// Makes records of an answer: decode, extract, filter, transform.
@NullMarked
package dev.tallystick.connectors.http.select;

import org.jspecify.annotations.NullMarked;
