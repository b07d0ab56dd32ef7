package dev.tallystick.connectors.http.request;

import dev.tallystick.egress.Request;
import java.time.Clock;

/// How an authenticator asks for a token.
public interface Logins {

    /// Sends with the retries of the requester, and gives the decoded answer.
    Object answer(Requester requester);

    /// Sends a request as it is, with a few tries, and gives the decoded answer.
    Object answer(Request request);

    Clock clock();
}
