package dev.tallystick;

import dev.tallystick.cli.Cli;
import dev.tallystick.connection.Connectors;
import dev.tallystick.connector.Connector;
import dev.tallystick.connectors.airtable.AirtableConnector;
import dev.tallystick.connectors.csv.CsvConnector;
import dev.tallystick.connectors.googlesheets.GoogleSheetsConnector;
import dev.tallystick.connectors.http.HttpConnector;
import dev.tallystick.connectors.plaid.PlaidConnector;
import dev.tallystick.connectors.postgres.PostgresConnector;
import dev.tallystick.connectors.rates.RatesConnector;
import dev.tallystick.egress.AllowList;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.host.JobConnector;
import dev.tallystick.lab.LabServices;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where the process begins: the command line decides whether it is a server or a client of one.
public final class Tallystick {
    private Tallystick() {}

    public static void main(String[] args) {
        System.exit(Cli.run(args, Tallystick::connectors, LabServices.NAMES, new TallystickServer()));
    }

    /// For commands that look at a file without a server: nothing is called, and no job is run.
    ///
    /// @param jobs the folder of sync jobs, null for none
    static Connectors connectors(@Nullable Path jobs) {
        var egress = new EgressClient(AllowList.NOTHING);
        var ours = Stream.<Connector>of(
                new AirtableConnector(egress, Duration.ZERO),
                new CsvConnector(egress),
                new GoogleSheetsConnector(egress, Duration.ZERO),
                new HttpConnector(egress),
                new PlaidConnector(egress),
                new PostgresConnector((_, _, _) -> List.of(), Optional::empty),
                new RatesConnector(egress));
        return new Connectors(Stream.concat(ours, JobConnector.all(JobConnector.found(jobs), egress, Duration.ZERO))
                .toList());
    }
}
