package dev.tallystick.connectors.rates;

import dev.tallystick.connector.Budget;
import dev.tallystick.connector.ConnectorException;
import dev.tallystick.connector.OpenConnection.Stage;
import dev.tallystick.connector.Problem;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// The reference rates of the European Central Bank from its own files: one of the last 90 days, and one of all days
/// since 1999. Source: the files eurofxref-hist-90d.xml and eurofxref-hist.xml below
/// www.ecb.europa.eu/stats/eurofxref, as kept by RubyMoney/eu_central_bank at 8811860.
final class EcbFiles implements Provider {
    private static final String NAMESPACE = "http://www.ecb.int/vocabulary/2002-08-01/eurofxref";
    private static final String DAILY = "/eurofxref-daily.xml";
    private static final String RECENT = "/eurofxref-hist-90d.xml";
    private static final String ALL = "/eurofxref-hist.xml";

    /// Fewer than 90, so that a day before the first one asked for is in the file as well.
    private static final int RECENT_DAYS = 80;

    /// The bank corrects seldom, and soon.
    private static final int CORRECTED_DAYS = 7;

    private static final int LONGEST_SHOWN = 40;

    private final Client client;

    EcbFiles(Client client) {
        this.client = client;
    }

    @Override
    public String name() {
        return "ecb";
    }

    @Override
    public Optional<Budget.Limit> month() {
        return client.month();
    }

    @Override
    public String base() {
        return "EUR";
    }

    @Override
    public long calls(LocalDate from, LocalDate to) {
        return 1;
    }

    @Override
    public LocalDate lastDay() {
        return LocalDate.ofInstant(client.clock().instant(), ZoneOffset.UTC);
    }

    @Override
    public int correctedDays() {
        return CORRECTED_DAYS;
    }

    @Override
    public void days(LocalDate from, LocalDate to, Set<String> currencies, Consumer<List<Day>> sink) {
        var file = read(from.isBefore(lastDay().minusDays(RECENT_DAYS)) ? ALL : RECENT, currencies);
        var inForce = file.floorKey(from);
        sink.accept(List.copyOf(file.subMap(inForce == null ? from : inForce, true, to.isBefore(from) ? from : to, true)
                .values()));
    }

    /// The newest day stands first in the file; here the oldest does.
    private NavigableMap<LocalDate, Day> read(String file, Set<String> currencies) {
        var response = client.send(file, "", 1, (refusal, _) -> client.byStatus(refusal));
        try {
            var xml = safe().createXMLStreamReader(new ByteArrayInputStream(response.body()));
            try {
                var days = days(xml, currencies);
                if (days.isEmpty()) {
                    throw bad("a file without rates");
                }
                return days;
            } finally {
                xml.close();
            }
        } catch (XMLStreamException | DateTimeException _) {
            throw bad("something else than its file of rates, or a part of it");
        }
    }

    private ConnectorException bad(String what) {
        return new ConnectorException(Problem.BAD_ANSWER, client.host() + " sent " + what + ".");
    }

    /// Without a way to anything outside the text.
    private static XMLInputFactory safe() {
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
        return factory;
    }

    private static NavigableMap<LocalDate, Day> days(XMLStreamReader xml, Set<String> currencies)
            throws XMLStreamException {
        var days = new TreeMap<LocalDate, Day>();
        var open = new ArrayList<Day>();
        while (xml.hasNext()) {
            if (xml.next() == XMLStreamConstants.START_ELEMENT
                    && xml.getName().getLocalPart().equals("Cube")
                    && NAMESPACE.equals(xml.getNamespaceURI())) {
                var time = xml.getAttributeValue(null, "time");
                var currency = xml.getAttributeValue(null, "currency");
                if (time != null) {
                    var day = new Day(LocalDate.parse(time), new TreeMap<>(), new TreeMap<>());
                    days.put(day.date(), day);
                    open.add(day);
                } else if (currency != null && !open.isEmpty() && currencies.contains(currency)) {
                    put(open.getLast(), currency, String.valueOf(xml.getAttributeValue(null, "rate")));
                }
            }
        }
        return days;
    }

    private static void put(Day day, String currency, String text) {
        try {
            var rate = new BigDecimal(text);
            if (rate.signum() > 0) {
                day.rates().put(currency, rate);
                return;
            }
        } catch (NumberFormatException _) {
            // Said below.
        }
        day.odd().put(currency, text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text);
    }

    @Override
    public Stage signIn() {
        read(DAILY, Set.of());
        return new Stage("sign-in", true, "The European Central Bank answers; it needs no key.");
    }
}
