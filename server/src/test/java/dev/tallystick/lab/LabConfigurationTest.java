package dev.tallystick.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tallystick.connection.LabAddresses;
import dev.tallystick.egress.AllowList;
import dev.tallystick.egress.EgressClient;
import dev.tallystick.egress.Request;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabConfigurationTest {

    private static final LabConfiguration.LabProperties SETTINGS =
            new LabConfiguration.LabProperties(true, 0, 5, 5, Duration.ZERO);

    @Test
    void everyServiceThatARehearsalMayNameHasAnAddress() {
        var configuration = new LabConfiguration();
        try (Lab lab = configuration.lab(SETTINGS, Clock.systemUTC())) {
            LabAddresses addresses = configuration.labAddresses(lab);

            assertThat(addresses.names())
                    .contains("partner", "airtable")
                    .allMatch(name -> addresses.address(name).isPresent());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "partner, /v1/clients",
        "airtable, /v0/appLabSalesCrm001/Companies?maxRecords=3",
        "airtable, /v0/appLabSalesCrm001/tblDeals000000001?maxRecords=3",
        "airtable, /v0/meta/bases/appLabSalesCrm001/tables"
    })
    void theKeyOfAnAddressOpensIt(String name, String path) {
        var configuration = new LabConfiguration();
        try (Lab lab = configuration.lab(SETTINGS, Clock.systemUTC());
                var egress = new EgressClient(AllowList.NOTHING)) {
            LabAddresses.LabAddress address =
                    configuration.labAddresses(lab).address(name).orElseThrow();

            assertThat(egress.send(Request.get(URI.create(address.baseUrl() + path))
                                    .with("Authorization", "Bearer " + address.key())
                                    .allowing(lab.allowed()))
                            .status())
                    .isEqualTo(200);
        }
    }
}
