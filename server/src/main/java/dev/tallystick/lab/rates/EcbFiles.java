package dev.tallystick.lab.rates;

import dev.tallystick.lab.Call;
import dev.tallystick.lab.Reply;
import java.time.LocalDate;

/// The files of the European Central Bank: the newest day, the last 90 days, and all days since 1999, the newest first.
/// Source: fixtures of RubyMoney/eu_central_bank at 8811860.
final class EcbFiles {
    private static final LocalDate FIRST = LocalDate.of(1999, 1, 4);
    private static final int RECENT_DAYS = 90;

    private final Fixings fixings;

    EcbFiles(Fixings fixings) {
        this.fixings = fixings;
    }

    Reply handle(Call call, String path) {
        if (!call.method().equals("GET")) {
            return Reply.page(405);
        }
        var newest = fixings.newest();
        return switch (path) {
            case "/eurofxref-daily.xml" -> file(newest, newest);
            case "/eurofxref-hist-90d.xml" -> file(newest.minusDays(RECENT_DAYS), newest);
            case "/eurofxref-hist.xml" -> file(FIRST, newest);
            default -> Reply.page(404);
        };
    }

    private Reply file(LocalDate from, LocalDate to) {
        var xml = new StringBuilder("""
                <?xml version="1.0" encoding="UTF-8"?>
                <gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"\
                 xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
                <gesmes:subject>Reference rates</gesmes:subject>
                <gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>
                <Cube>
                """);
        for (var day = to; !day.isBefore(from); day = day.minusDays(1)) {
            if (Fixings.isWorkingDay(day)) {
                xml.append("<Cube time='").append(day).append("'>");
                fixings.published(day)
                        .forEach((currency, rate) -> xml.append("<Cube currency='")
                                .append(currency)
                                .append("' rate='")
                                .append(rate.toPlainString())
                                .append("'/>"));
                xml.append("</Cube>\n");
            }
        }
        return Reply.of(
                200, "text/xml", xml.append("</Cube></gesmes:Envelope>\n").toString());
    }
}
