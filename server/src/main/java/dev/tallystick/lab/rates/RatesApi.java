package dev.tallystick.lab.rates;

import dev.tallystick.lab.Api;
import dev.tallystick.lab.Call;
import dev.tallystick.lab.Reply;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;

/// Services with exchange rates, below [#ECB], [#FRANKFURTER] and [#OPEN_EXCHANGE_RATES]. All have the same invented
/// rates, the first two on working days from the euro, the last on every day from the dollar.
public final class RatesApi implements Api {
    public static final String FRANKFURTER = "/frankfurter";
    public static final String ECB = "/ecb/stats/eurofxref";
    public static final String OPEN_EXCHANGE_RATES = "/openexchangerates/api";

    /// The App ID that is taken.
    public static final String KEY = "lab-0f5d2c7e9a4b4c1d8e6f";

    private final Fixings fixings;
    private final EcbFiles ecb;
    private final Frankfurter frankfurter;
    private final OpenExchangeRates openExchangeRates;

    public RatesApi(long seed, Clock clock) {
        fixings = new Fixings(seed, clock);
        ecb = new EcbFiles(fixings);
        frankfurter = new Frankfurter(fixings);
        openExchangeRates = new OpenExchangeRates(fixings, clock, KEY);
    }

    @Override
    public boolean serves(String path) {
        return path.startsWith(ECB + "/")
                || path.startsWith(FRANKFURTER + "/")
                || path.startsWith(OPEN_EXCHANGE_RATES + "/");
    }

    @Override
    public Reply handle(Call call) {
        if (call.path().startsWith(ECB)) {
            return ecb.handle(call, call.path().substring(ECB.length()));
        }
        return call.path().startsWith(FRANKFURTER)
                ? frankfurter.handle(call, call.path().substring(FRANKFURTER.length()))
                : openExchangeRates.handle(call, call.path().substring(OPEN_EXCHANGE_RATES.length()));
    }

    /// The provider corrects a rate of a euro.
    public void revise(LocalDate day, String currency, String rate) {
        fixings.revise(day, currency, new BigDecimal(rate));
    }

    /// What one euro was, as published.
    public BigDecimal ofOneEuro(String currency, LocalDate day) {
        return fixings.rate(currency, day);
    }

    /// What the plan at Open Exchange Rates has left, and whether it has time series; without limit and without them
    /// at first.
    public void plan(long callsLeft, boolean withTimeSeries) {
        openExchangeRates.plan(callsLeft, withTimeSeries);
    }

    /// Calls that Open Exchange Rates has counted.
    public long counted() {
        return openExchangeRates.counted();
    }
}
