/// Makes requests: address, options and their places, body, credentials.
@NullMarked
package dev.tallystick.connectors.http.request;

import org.jspecify.annotations.NullMarked;
